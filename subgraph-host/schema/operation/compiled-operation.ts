import {
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { KnownOperations } from '@forgepoint/common/operation/known-operations.ts';
import {
  conditionVariables,
  selectsReserved,
  variantsOf,
  type Variants,
} from '@forgepoint/common/operation/variants.ts';
import { rootShape, type ObjectShape } from './shape.ts';

/** An operation that was executed once. */
export interface ValidOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

export type CompiledOperation = Variants<ObjectShape>;

export type HostOperations = KnownOperations<ValidOperation, CompiledOperation>;

export function knownOperations(schema: GraphQLSchema): HostOperations {
  return new KnownOperations((valid) => compileOperation(schema, valid));
}

/** What this subgraph says of itself. */
const aboutItself: ReadonlySet<string> = new Set(['__schema', '__type', '_service']);

/**
 * @param valid for the schema
 * @returns `undefined` for an operation that only graphql-js can execute
 */
function compileOperation(
  schema: GraphQLSchema,
  { document, operation }: ValidOperation,
): CompiledOperation | undefined {
  const root = schema.getQueryType();
  if (root === undefined || root === null || operation.operation !== OperationTypeNode.QUERY)
    return undefined;
  if (selectsReserved(document, aboutItself)) return undefined;
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return variantsOf(schema, operation.variableDefinitions ?? [], conditionVariables(document), (variables) =>
    rootShape({ schema, fragments, variables }, root, operation.selectionSet),
  );
}
