import { Buffer } from 'node:buffer';

/** `record-value` of `forge:extension@0.2.0`, as the generated glue gives and takes it. */
export type RecordValue =
  | { readonly tag: 'null' }
  | { readonly tag: 'boolean'; readonly val: boolean }
  | { readonly tag: 'integer'; readonly val: bigint }
  | { readonly tag: 'float'; readonly val: number }
  | { readonly tag: 'text'; readonly val: string }
  | { readonly tag: 'blob'; readonly val: Uint8Array };

export type SqlValue = null | bigint | number | string | Uint8Array;

/** SQLite has no booleans, and better-sqlite3 binds a number as REAL. */
export function toSql(value: RecordValue): SqlValue {
  switch (value.tag) {
    case 'null':
      return null;
    case 'boolean':
      return value.val ? 1n : 0n;
    case 'integer':
    case 'float':
    case 'text':
      return value.val;
    case 'blob':
      return Buffer.from(value.val.buffer, value.val.byteOffset, value.val.byteLength);
  }
}

export function fromSql(value: unknown): RecordValue {
  switch (typeof value) {
    case 'bigint':
      return { tag: 'integer', val: value };
    case 'number':
      return { tag: 'float', val: value };
    case 'string':
      return { tag: 'text', val: value };
    default:
      return value instanceof Uint8Array ? { tag: 'blob', val: value } : { tag: 'null' };
  }
}

/** A value in an array, and the object around it. */
export const cellBytes = 48;

/** Roughly what a cell takes in memory, bytes. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return cellBytes + value.length * 2;
  return value instanceof Uint8Array ? cellBytes + value.byteLength : cellBytes;
}

/** A row by the names of its columns. */
export type Row = Record<string, SqlValue>;
