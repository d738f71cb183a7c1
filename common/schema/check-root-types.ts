import { Kind, OperationTypeNode, type OperationTypeDefinitionNode } from 'graphql';
import { problemAt, type SdlProblem } from './sdl-problem.ts';
import { isRootType, type SubgraphDocument } from './subgraph-document.ts';
import { kindWord } from './type-nodes.ts';

const expected: Readonly<Record<OperationTypeNode, string>> = {
  [OperationTypeNode.QUERY]: 'Query',
  [OperationTypeNode.MUTATION]: 'Mutation',
  [OperationTypeNode.SUBSCRIPTION]: 'Subscription',
};

/** `Query` and `Mutation` are everybody's: an SDL adds fields to them, and nothing else. */
export function checkRootTypes(
  { types, foreign }: SubgraphDocument,
  operationTypes: readonly OperationTypeDefinitionNode[],
): readonly SdlProblem[] {
  const problems: SdlProblem[] = [];
  for (const node of operationTypes) {
    const name = node.type.name.value;
    if (node.operation !== OperationTypeNode.SUBSCRIPTION && name !== expected[node.operation]) {
      problems.push(
        problemAt(
          node,
          `The ${node.operation} type is called "${name}".`,
          `Rename it to "${expected[node.operation]}", and leave "schema { … }" out.`,
        ),
      );
    }
  }
  const subscription =
    operationTypes.find(({ operation }) => operation === OperationTypeNode.SUBSCRIPTION) ??
    types.get('Subscription') ??
    foreign.get('Subscription');
  if (subscription !== undefined) {
    problems.push(
      problemAt(subscription, 'Subscriptions are not served.', 'Offer the same as a field of "Query".'),
    );
  }
  for (const [name, node] of types) {
    if (!isRootType(name)) continue;
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) {
      problems.push(
        problemAt(
          node,
          `"${name}" is defined as ${kindWord(node.kind)}, but holds root fields.`,
          'Rename it.',
        ),
      );
      continue;
    }
    const [first] = [...(node.interfaces ?? []), ...(node.directives ?? [])];
    if (first === undefined) continue;
    problems.push(
      problemAt(
        first,
        `"${name}" is everybody's: it can have neither interfaces nor directives here.`,
        'Leave them out, or write the directive on its fields.',
      ),
    );
  }
  return problems;
}
