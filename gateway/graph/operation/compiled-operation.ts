import type { QueryPlan } from '@apollo/query-planner';
import {
  BREAK,
  getVariableValues,
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type OperationTypeNode,
} from 'graphql';
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

export interface CompiledOperation {
  readonly kind: OperationTypeNode;
  /** In its document. */
  readonly name: string | undefined;
  readonly schema: GraphQLSchema;
  readonly plan: Step;
  /** @returns values of all variables, with defaults; `undefined` when the given ones don't fit the operation */
  values(given: Readonly<Record<string, unknown>>): VariableValues | undefined;
  /** What the answer is made of. */
  shape(values: VariableValues): SelectionShape;
}

export type VariableValues = Readonly<Record<string, unknown>>;

/** Each of them doubles the number of shapes that an operation can have. */
const maxConditions = 6;

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
  if (hasReservedNames(document)) return undefined;
  const conditions = [...new Set([...conditionsOf(step), ...conditionVariables(document)])].toSorted();
  if (conditions.length > maxConditions) return undefined;
  const shapes = new Map<string, SelectionShape>();
  const definitions = operation.variableDefinitions ?? [];
  return {
    kind: operation.operation,
    name: operation.name?.value,
    schema,
    plan: step,
    values: (given) => {
      if (definitions.length === 0) return given;
      const { coerced } = getVariableValues(schema, definitions, given, { maxErrors: 1 });
      const fits = coerced !== undefined && conditions.every((name) => typeof coerced[name] === 'boolean');
      return fits ? coerced : undefined;
    },
    shape: (values) => {
      const key = conditions.map((name) => (values[name] === true ? '1' : '0')).join('');
      const known = shapes.get(key);
      if (known !== undefined) return known;
      const source = { schema, fragments, isOn: (variable: string) => values[variable] === true };
      const shape = new SelectionShape(source, { set: operation.selectionSet, type: root });
      shapes.set(key, shape);
      return shape;
    },
  };
}

/** Introspection beside data, and response names that objects of JavaScript give a meaning to. */
function hasReservedNames(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field: ({ name, alias }) => {
      found = name.value === '__schema' || name.value === '__type' || alias?.value === '__proto__';
      return found ? BREAK : undefined;
    },
  });
  return found;
}

function conditionVariables(document: DocumentNode): readonly string[] {
  const names: string[] = [];
  visit(document, {
    Directive: ({ name, arguments: args = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of args) if (value.kind === Kind.VARIABLE) names.push(value.name.value);
    },
  });
  return names;
}
