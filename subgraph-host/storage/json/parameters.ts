import { Buffer } from 'node:buffer';
import { sqlFailure, type SqlFailure } from '../sql-failure.ts';
import type { SqlValue } from '../values.ts';

/** Values for the parameters of a statement in their order, or by their names. */
export type SqlParameters = readonly SqlValue[] | ReadonlyMap<string, SqlValue>;

export type ParsedParameters =
  | { readonly kind: 'parameters'; readonly parameters: SqlParameters }
  | SqlFailure;
export type ParsedParameterList =
  | { readonly kind: 'list'; readonly list: readonly SqlParameters[] }
  | SqlFailure;

/** @param text JSON array or object, as WIT `host-sql` describes it */
export function parseParameters(text: string): ParsedParameters {
  return caught(() => {
    const { value, exact } = parse(text);
    return { kind: 'parameters', parameters: toParameters(value, exact) };
  });
}

/** @param text JSON array of what {@link parseParameters} takes */
export function parseParameterList(text: string): ParsedParameterList {
  return caught(() => {
    const { value, exact } = parse(text);
    if (!Array.isArray(value)) throw new InvalidParameters('The list of parameters is not a JSON array.');
    return { kind: 'list', list: value.map((item) => toParameters(item, exact)) };
  });
}

class InvalidParameters extends Error {}

function caught<Parsed>(run: () => Parsed): Parsed | SqlFailure {
  try {
    return run();
  } catch (error) {
    if (error instanceof InvalidParameters) return sqlFailure('FORGE_PARAMETERS_INVALID', error.message);
    throw error;
  }
}

/** A number of which JavaScript may not keep how it was written: with a fraction, an exponent or many digits. */
const delicate = /[[:,]\s*-?\d+(?:[.eE]|\d{15})/;
const wholeNumber = /^-?\d+$/;

/** @returns `exact`: numbers that are written whole are bigints, and all others are REAL */
function parse(text: string): { readonly value: unknown; readonly exact: boolean } {
  const exact = delicate.test(text);
  try {
    return { value: exact ? JSON.parse(text, wholeAsBigint) : JSON.parse(text), exact };
  } catch (error) {
    // A reviver recurses over what nests.
    if (error instanceof RangeError) throw new InvalidParameters('The parameters nest too deep.');
    if (!(error instanceof SyntaxError)) throw error;
    throw new InvalidParameters(`The parameters are not JSON: ${error.message}.`);
  }
}

function wholeAsBigint(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && source !== undefined && wholeNumber.test(source)
    ? BigInt(source)
    : value;
}

function toParameters(value: unknown, exact: boolean): SqlParameters {
  if (Array.isArray(value)) return value.map((item) => toSqlValue(item, exact));
  if (typeof value !== 'object' || value === null) {
    throw new InvalidParameters('The parameters are neither a JSON array nor a JSON object.');
  }
  return new Map(Object.entries(value).map(([name, item]) => [name, toSqlValue(item, exact)]));
}

function toSqlValue(value: unknown, exact: boolean): SqlValue {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return exact ? value : BigInt(value);
    case 'bigint':
      return int64(value);
    case 'boolean':
      return value ? 1n : 0n;
    default:
      return typeof value === 'object' && value !== null ? fromEscape(value) : null;
  }
}

function fromEscape(value: object): SqlValue {
  const [[tag, payload] = [], ...others] = Object.entries(value) as [string, unknown][];
  if (others.length === 0 && typeof payload === 'string') {
    if (tag === '$int' && wholeNumber.test(payload) && payload.length <= maxIntLength) {
      return int64(BigInt(payload));
    }
    if (tag === '$float' && float.test(payload)) return Number(payload);
    if (tag === '$blob' && isBase64(payload)) return Buffer.from(payload, 'base64');
  }
  throw new InvalidParameters(
    'A parameter is an array or an object; only {"$int":"…"}, {"$float":"…"} and {"$blob":"base64"} are values. To bind a list, bind its JSON text and read it with json_each.',
  );
}

/** Of the digits of a 64-bit integer, with its sign. */
const maxIntLength = 20;
const float = /^(?:-?Infinity|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)$/;

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function int64(value: bigint): bigint {
  if (BigInt.asIntN(64, value) === value) return value;
  throw new InvalidParameters(`The integer ${value} has more than 64 bits.`);
}
