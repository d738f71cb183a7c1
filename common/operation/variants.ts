import {
  BREAK,
  getVariableValues,
  Kind,
  visit,
  type DocumentNode,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';

export type VariableValues = Readonly<Record<string, unknown>>;

/** Each of them doubles the number of shapes that an operation can have. */
const maxConditions = 6;

/** What an operation selects depends on the variables of its `@skip` and `@include` alone. */
export interface Variants<Shape> {
  /** @returns values of all variables, with defaults; `undefined` when the given ones don't fit the operation */
  values(given: VariableValues): VariableValues | undefined;
  /** What the answer is made of. */
  shape(values: VariableValues): Shape;
}

/**
 * @param conditions variables on which the shape depends
 * @param make called once for each combination of their values
 * @returns `undefined` when there are too many combinations
 */
export function variantsOf<Shape>(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  conditions: readonly string[],
  make: (values: VariableValues) => Shape,
): Variants<Shape> | undefined {
  if (conditions.length > maxConditions) return undefined;
  const shapes = new Map<string, Shape>();
  return {
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
      const shape = make(values);
      shapes.set(key, shape);
      return shape;
    },
  };
}

/** Variables of `@skip` and `@include`, each once. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: args = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/** Whether it selects one of these fields, or has a response name that objects of JavaScript give a meaning to. */
export function selectsReserved(document: DocumentNode, fields: ReadonlySet<string>): boolean {
  let found = false;
  visit(document, {
    Field: ({ name, alias }) => {
      found = fields.has(name.value) || alias?.value === '__proto__';
      return found ? BREAK : undefined;
    },
  });
  return found;
}
