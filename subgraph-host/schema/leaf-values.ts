import {
  getNullableType,
  isEnumType,
  isLeafType,
  isListType,
  isSpecifiedScalarType,
  type GraphQLOutputType,
} from 'graphql';

const maxScalarDepth = 64;

/**
 * Checks what the guest gave for a field of scalar or enum type (or lists of them); other types are checked
 * as their fields are asked for.
 * @returns what is wrong with it, or `undefined`
 */
export function leafProblem(type: GraphQLOutputType, value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    if (!Array.isArray(value)) return `${kindOf(value)} where a list is declared`;
    for (const item of value) {
      const problem = leafProblem(nullable.ofType, item);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  if (!isLeafType(nullable)) {
    const isObject = typeof value === 'object' && !Array.isArray(value);
    return isObject ? undefined : `${kindOf(value)} where ${nullable.name} is declared`;
  }
  if (!isEnumType(nullable) && !isSpecifiedScalarType(nullable)) {
    const problem = customProblem(value, maxScalarDepth);
    return problem === undefined ? undefined : `${problem} where ${nullable.name} is declared`;
  }
  const fits = isEnumType(nullable) ? typeof value === 'string' : fitsScalar(nullable.name, value);
  return fits ? undefined : `${kindOf(value)} where ${nullable.name} is declared`;
}

/** SQLite has neither booleans nor textual keys: 0 and 1 pass as Boolean, an integer as ID. */
function fitsScalar(name: string, value: unknown): boolean {
  switch (name) {
    case 'Boolean':
      return typeof value === 'boolean' || value === 0 || value === 1;
    case 'Int':
      return Number.isInteger(value);
    case 'Float':
      return Number.isFinite(value);
    case 'ID':
      // A number beyond that has lost digits already.
      return typeof value === 'string' || Number.isSafeInteger(value);
    default:
      return typeof value === 'string';
  }
}

/**
 * A custom scalar passes as it is, but for a nesting that the encoder of the answer could not take, and for
 * numbers too large for it, which it would make null.
 * @returns what is wrong with it
 */
function customProblem(value: unknown, depthLeft: number): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'a number that is too large';
  if (typeof value !== 'object' || value === null) return undefined;
  if (depthLeft === 0) return `JSON that nests deeper than ${maxScalarDepth} levels`;
  for (const item of Object.values(value)) {
    const problem = customProblem(item, depthLeft - 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** What a JSON value is, with its article. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'number') return `a ${typeof value}`;
  return Math.abs(value) > Number.MAX_SAFE_INTEGER ? 'a number that large' : `the number ${value}`;
}
