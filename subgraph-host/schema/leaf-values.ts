import {
  getNullableType,
  isEnumType,
  isLeafType,
  isListType,
  isSpecifiedScalarType,
  type GraphQLLeafType,
  type GraphQLOutputType,
} from 'graphql';

const maxScalarDepth = 64;

/** @returns what is wrong with a value, or `undefined` */
export type LeafCheck = (value: unknown) => string | undefined;

/**
 * What checks the values that the guest gives for a field of scalar or enum type (or lists of them); other types are
 * checked as their fields are asked for. Made once for each field: it runs for every value of every answer.
 */
export function leafCheck(type: GraphQLOutputType): LeafCheck {
  const nullable = getNullableType(type);
  const check = isListType(nullable)
    ? listCheck(leafCheck(nullable.ofType))
    : isLeafType(nullable)
      ? scalarCheck(nullable)
      : objectCheck(nullable.name);
  return (value) => (value === null || value === undefined ? undefined : check(value));
}

function listCheck(checkItem: LeafCheck): LeafCheck {
  return (value) => {
    if (!Array.isArray(value)) return `${kindOf(value)} where a list is declared`;
    for (const item of value) {
      const problem = checkItem(item);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

function objectCheck(name: string): LeafCheck {
  return (value) =>
    typeof value === 'object' && !Array.isArray(value)
      ? undefined
      : `${kindOf(value)} where ${name} is declared`;
}

function scalarCheck(type: GraphQLLeafType): LeafCheck {
  const { name } = type;
  if (!isEnumType(type) && !isSpecifiedScalarType(type)) {
    return (value) => {
      const problem = customProblem(value, maxScalarDepth);
      return problem === undefined ? undefined : `${problem} where ${name} is declared`;
    };
  }
  const fits = fitsScalar(isEnumType(type) ? 'String' : name);
  return (value) => (fits(value) ? undefined : `${kindOf(value)} where ${name} is declared`);
}

/** SQLite has neither booleans nor textual keys: 0 and 1 pass as Boolean, an integer as ID. */
function fitsScalar(name: string): (value: unknown) => boolean {
  switch (name) {
    case 'Boolean':
      return (value) => typeof value === 'boolean' || value === 0 || value === 1;
    case 'Int':
      return Number.isInteger;
    case 'Float':
      return Number.isFinite;
    case 'ID':
      // A number beyond that has lost digits already.
      return (value) => typeof value === 'string' || Number.isSafeInteger(value);
    default:
      return (value) => typeof value === 'string';
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
