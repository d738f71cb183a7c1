import { Buffer } from 'node:buffer';
import type { Row, SqlValue } from '../values.ts';
import { isSafe, type RowScan } from './row-scan.ts';

/** Rows as WIT `rows` of 0.3.0 has them. */
export interface JsonRows {
  /** JSON array of objects. */
  readonly json: string;
  /** Whether an object stands in the place of a value. */
  readonly escaped: boolean;
}

/**
 * Encodes rows without loss. Rows whose values JavaScript's own encoder writes as they are go through that, which
 * takes half the time.
 * @param columns keys of every row
 * @param scan of the same rows, for exact use
 */
export function encodeRows(columns: readonly string[], rows: readonly Row[], scan: RowScan): JsonRows {
  if (scan.makePlain(rows)) return { json: JSON.stringify(rows), escaped: false };
  const heads = columns.map((name, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  let json = '';
  let escaped = false;
  for (const row of rows) {
    json += json === '' ? '[' : ',';
    for (const [index, column] of columns.entries()) {
      const cell = encodeCell(row[column] as SqlValue);
      escaped ||= cell.startsWith('{');
      json += (heads[index] as string) + cell;
    }
    json += '}';
  }
  return { json: `${json}]`, escaped };
}

function encodeCell(value: SqlValue): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
      return isSafe(value) ? String(value) : `{"$int":"${value}"}`;
    case 'number':
      return encodeReal(value);
    default:
      return value === null ? 'null' : `{"$blob":"${base64(value)}"}`;
  }
}

/** Always with a fraction or an exponent, so that whoever reads the text knows it from an INTEGER. */
function encodeReal(value: number): string {
  if (!Number.isFinite(value)) return `{"$float":"${value}"}`;
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
