import { fromBase64, toBase64 } from './base64.ts';
import { MisuseError } from './misuse.ts';

/**
 * What SQLite stores. An INTEGER that a number can't hold exactly is read as bigint; a BLOB is a Uint8Array. `true` and
 * `false` are stored as 1 and 0.
 */
export type SqlValue = null | string | number | bigint | boolean | Uint8Array;

/** A row as it was selected, by names of columns. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** @param statement for the sentence that says what is wrong @returns JSON text as the host takes it */
export function encodeParameters(
  params: readonly SqlValue[] | Readonly<Record<string, SqlValue>>,
  statement: string,
): string {
  if (Array.isArray(params)) {
    if (arePlain(params)) return JSON.stringify(params);
    return JSON.stringify(
      (params as readonly SqlValue[]).map((value, index) => encode(value, String(index + 1), statement)),
    );
  }
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(params as Readonly<Record<string, SqlValue>>).map(([name, value]) => [
        name,
        encode(value, `"${name}"`, statement),
      ]),
    ),
  );
}

/** JSON holds them as they are. */
function arePlain(values: readonly unknown[]): boolean {
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    const type = typeof value;
    if (type === 'string' || type === 'boolean' || value === null) continue;
    if (type !== 'number' || !Number.isFinite(value)) return false;
  }
  return true;
}

function encode(value: unknown, position: string, statement: string): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      if (Number.isNaN(value)) break;
      return { $float: String(value) };
    case 'bigint':
      return { $int: value.toString() };
    case 'object':
      if (value === null) return null;
      if (value instanceof Uint8Array) return { $blob: toBase64(value) };
      break;
    default:
  }
  throw new MisuseError(
    `Parameter ${position} of "${shortened(statement)}" is ${kindOf(value)}, which SQLite can't store. ${insteadOf(value)}`,
  );
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Date) return 'a Date';
  if (Number.isNaN(value)) return 'NaN';
  if (value === undefined) return 'undefined';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function insteadOf(value: unknown): string {
  if (value === undefined) return 'Write null, or "?? null" after an argument that can be left out.';
  if (Array.isArray(value)) {
    return 'Write "IN ${sql.list(values)}" to look for several values, or "${sql.json(value)}" to store it as JSON.';
  }
  if (value instanceof Date) return 'Write "${date.toISOString()}" or "${date.getTime()}".';
  if (typeof value === 'object') return 'Write "${sql.json(value)}" to store it as JSON.';
  return 'Write a string, a number, a bigint, a boolean, a Uint8Array or null.';
}

export function shortened(statement: string): string {
  const line = statement.replaceAll(/\s+/g, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

/**
 * Puts the values that JSON can't hold in the place of their escapes.
 * @param rows as parsed; changed in place
 */
export function decodeEscapes(rows: readonly Record<string, unknown>[]): void {
  for (const row of rows) {
    for (const [column, cell] of Object.entries(row)) {
      if (typeof cell === 'object' && cell !== null) row[column] = decode(cell);
    }
  }
}

function decode(escape: {
  readonly $int?: string;
  readonly $float?: string;
  readonly $blob?: string;
}): SqlValue {
  if (escape.$int !== undefined) return BigInt(escape.$int);
  if (escape.$float !== undefined) return Number(escape.$float);
  return fromBase64(escape.$blob ?? '');
}
