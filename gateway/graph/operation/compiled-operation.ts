import type { QueryPlan } from '@apollo/query-planner';
import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type OperationTypeNode,
} from 'graphql';
import {
  conditionVariables,
  selectsReserved,
  variantsOf,
  type Variants,
} from '@forgepoint/common/operation/variants.ts';
import { conditionsOf, readPlan, type Step } from './plan.ts';
import { SelectionShape } from './shape.ts';

/** An operation that @apollo/gateway has validated and planned. */
export interface PlannedOperation {
  /** Of the API. */
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly plan: QueryPlan;
}

export interface CompiledOperation extends Variants<SelectionShape> {
  readonly kind: OperationTypeNode;
  /** In its document. */
  readonly name: string | undefined;
  readonly schema: GraphQLSchema;
  readonly plan: Step;
}

/** Beside data. */
const introspection: ReadonlySet<string> = new Set(['__schema', '__type']);

/** @returns `undefined` for an operation that only @apollo/gateway can execute */
export function compileOperation(planned: PlannedOperation): CompiledOperation | undefined {
  const { schema, operation, fragments, plan } = planned;
  const root = schema.getRootType(operation.operation);
  const step = readPlan(plan);
  if (step === undefined || root === undefined || root === null) return undefined;
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [operation, ...Object.values(fragments)],
  };
  if (selectsReserved(document, introspection)) return undefined;
  const conditions = [...new Set([...conditionsOf(step), ...conditionVariables(document)])].toSorted();
  const variants = variantsOf(schema, operation.variableDefinitions ?? [], conditions, (values) => {
    const source = { schema, fragments, isOn: (variable: string) => values[variable] === true };
    return new SelectionShape(source, { set: operation.selectionSet, type: root });
  });
  if (variants === undefined) return undefined;
  return { kind: operation.operation, name: operation.name?.value, schema, plan: step, ...variants };
}
