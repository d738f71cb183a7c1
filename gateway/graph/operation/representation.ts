import { isAbstractType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';
import { merge } from './merge.ts';
import type { Requirement } from './plan.ts';

type Fields = Record<string, unknown>;

/**
 * What names an object to another subgraph.
 * @returns `null` when the object lacks what is required
 * @see https://www.apollographql.com/docs/graphos/reference/federation/subgraph-spec#resolve-entities
 */
export function representationOf(
  source: unknown,
  requires: readonly Requirement[],
  schema: GraphQLSchema,
): Fields | null {
  if (typeof source !== 'object' || source === null) return null;
  const result: Fields = {};
  for (const requirement of requires) {
    if (requirement.kind === 'on') {
      if (!isOfType(source, requirement.type, schema)) continue;
      const more = representationOf(source, requirement.of, schema);
      if (more !== null) merge(result, more);
      continue;
    }
    const { name, of } = requirement;
    const value = Object.hasOwn(source, name) ? (source as Fields)[name] : undefined;
    if (value === undefined) return null;
    if (of === null) result[name] = value;
    else if (Array.isArray(value)) result[name] = value.map((item) => representationOf(item, of, schema));
    else result[name] = representationOf(value, of, schema);
  }
  return result;
}

function isOfType(source: object, condition: string, schema: GraphQLSchema): boolean {
  const { __typename: typename } = source as Fields;
  if (typeof typename !== 'string') return false;
  if (typename === condition) return true;
  const expected = schema.getType(condition);
  const actual = schema.getType(typename);
  return (
    isAbstractType(expected) &&
    (isObjectType(actual) || isInterfaceType(actual)) &&
    schema.isSubType(expected, actual)
  );
}
