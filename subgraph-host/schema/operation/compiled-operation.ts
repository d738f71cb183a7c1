import {
  BREAK,
  getVariableValues,
  Kind,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { rootShape, type ObjectShape } from './shape.ts';

export type VariableValues = Readonly<Record<string, unknown>>;

export interface CompiledOperation {
  /** @returns values of all variables, with defaults; `undefined` when the given ones don't fit the operation */
  values(given: VariableValues): VariableValues | undefined;
  /** What the answer is made of. */
  shape(values: VariableValues): ObjectShape;
}

/** Each of them doubles the number of shapes that an operation can have. */
const maxConditions = 6;

/**
 * @param document valid for the schema, with the operation in it
 * @returns `undefined` for an operation that only graphql-js can execute
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompiledOperation | undefined {
  const root = schema.getQueryType();
  if (root === undefined || root === null || operation.operation !== OperationTypeNode.QUERY)
    return undefined;
  const conditions = conditionVariables(document);
  if (isUnusual(document) || conditions.length > maxConditions) return undefined;
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  const definitions = operation.variableDefinitions ?? [];
  const shapes = new Map<string, ObjectShape>();
  return {
    values: (given) => {
      const { coerced } = getVariableValues(schema, definitions, given, { maxErrors: 1 });
      const fits = coerced !== undefined && conditions.every((name) => typeof coerced[name] === 'boolean');
      return fits ? coerced : undefined;
    },
    shape: (values) => {
      const key = conditions.map((name) => (values[name] === true ? '1' : '0')).join('');
      const known = shapes.get(key);
      if (known !== undefined) return known;
      const shape = rootShape({ schema, fragments, variables: values }, root, operation.selectionSet);
      shapes.set(key, shape);
      return shape;
    },
  };
}

/** What this subgraph says of itself, and a response name that objects of JavaScript give a meaning to. */
function isUnusual(document: DocumentNode): boolean {
  const unusual: ReadonlySet<string> = new Set(['__schema', '__type', '_service']);
  let found = false;
  visit(document, {
    Field: ({ name, alias }) => {
      found = unusual.has(name.value) || alias?.value === '__proto__';
      return found ? BREAK : undefined;
    },
  });
  return found;
}

function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: args = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
