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
      return typeof value === 'number';
    case 'String':
      return typeof value === 'string';
    case 'ID':
      return typeof value === 'string' || Number.isInteger(value);
    default:
      return depthAtMost(value, maxScalarDepth);
  }
}

/** A custom scalar passes as it is, but for a nesting that the encoder of the answer could not take. */
function depthAtMost(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return false;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return true;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'JSON object of that form';
  return typeof value;
}
