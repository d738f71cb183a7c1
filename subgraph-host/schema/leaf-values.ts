import { getNullableType, isEnumType, isLeafType, isListType, type GraphQLOutputType } from 'graphql';

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
    if (!Array.isArray(value)) return `a ${kindOf(value)} where a list is declared`;
    for (const item of value) {
      const problem = leafProblem(nullable.ofType, item);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  if (!isLeafType(nullable)) {
    const isObject = typeof value === 'object' && !Array.isArray(value);
    return isObject ? undefined : `a ${kindOf(value)} where ${nullable.name} is declared`;
  }
  const fits = isEnumType(nullable) ? typeof value === 'string' : fitsScalar(nullable.name, value);
  return fits ? undefined : `a ${kindOf(value)} where ${nullable.name} is declared`;
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
    case 'String':
      return typeof value === 'string';
    case 'ID':
      // A number beyond that has lost digits already.
      return typeof value === 'string' || Number.isSafeInteger(value);
    default:
      return isPlain(value, maxScalarDepth);
  }
}

/**
 * A custom scalar passes as it is, but for a nesting that the encoder of the answer could not take, and for
 * numbers too large for it, which it would make null.
 */
function isPlain(value: unknown, depthLeft: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return depthLeft > 0 && Object.values(value).every((item) => isPlain(item, depthLeft - 1));
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'JSON object of that form';
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) return 'number that large';
  return typeof value;
}
