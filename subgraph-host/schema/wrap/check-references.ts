import {
  Kind,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type NamedTypeNode,
  type TypeNode,
} from 'graphql';
import { problemAt, type SdlProblem } from '@forgepoint/common/schema/sdl-problem.ts';
import {
  isBuiltInScalar,
  isRootType,
  type SubgraphDocument,
} from '@forgepoint/common/schema/subgraph-document.ts';

const inputKinds: ReadonlySet<string> = new Set([
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
]);

/**
 * Names of types that can't be somebody else's. Only an entity can be referred to across subgraphs, so what an
 * argument takes or a type implements has to be here.
 */
export function checkReferences({ types, foreign }: SubgraphDocument): readonly SdlProblem[] {
  const problems: SdlProblem[] = [];
  const input = ({ type }: InputValueDefinitionNode): void => {
    const named = innermost(type);
    const name = named.name.value;
    const kind = types.get(name)?.kind;
    if (isBuiltInScalar(name) || (kind !== undefined && inputKinds.has(kind))) return;
    problems.push(
      kind === undefined && !foreign.has(name)
        ? problemAt(
            named,
            `"${name}" is given to the graph, but not defined here.`,
            `Define the input, enum or scalar "${name}"; if another extension owns it, exactly as that does.`,
          )
        : problemAt(
            named,
            `"${name}" is returned by the graph and can't be given to it.`,
            'Use an input, an enum or a scalar there.',
          ),
    );
  };
  const output = ({ type, arguments: args = [] }: FieldDefinitionNode): void => {
    args.forEach(input);
    const named = innermost(type);
    const name = named.name.value;
    if (isRootType(name) || name === 'Subscription') {
      problems.push(
        problemAt(named, `A field can't return "${name}".`, 'Leave it out: clients ask it beside the field.'),
      );
    } else if (types.get(name)?.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
      problems.push(
        problemAt(named, `"${name}" is an input, which a field can't return.`, 'Define a type for it.'),
      );
    }
  };
  const implemented = (node: NamedTypeNode): void => {
    const name = node.name.value;
    if (types.get(name)?.kind === Kind.INTERFACE_TYPE_DEFINITION) return;
    problems.push(
      problemAt(
        node,
        `"${name}" is implemented, but no interface of that name is defined here.`,
        `Define the interface "${name}"; if another extension owns it, exactly as that does.`,
      ),
    );
  };
  for (const node of [...types.values(), ...foreign.values()]) {
    switch (node.kind) {
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        node.fields?.forEach(input);
        break;
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.OBJECT_TYPE_EXTENSION:
        node.fields?.forEach(output);
        node.interfaces?.forEach(implemented);
        break;
      case Kind.UNION_TYPE_DEFINITION:
        for (const member of node.types ?? []) {
          const kind = types.get(member.name.value)?.kind;
          const isObject = kind === undefined || kind === Kind.OBJECT_TYPE_DEFINITION;
          if (isObject && !isRootType(member.name.value) && !isBuiltInScalar(member.name.value)) continue;
          problems.push(
            problemAt(member, `"${member.name.value}" is no object type.`, 'Leave it out of the union.'),
          );
        }
        break;
      case Kind.ENUM_TYPE_DEFINITION:
      case Kind.SCALAR_TYPE_DEFINITION:
        break;
    }
  }
  return problems;
}

function innermost(type: TypeNode): NamedTypeNode {
  return type.kind === Kind.NAMED_TYPE ? type : innermost(type.type);
}
