import * as host from 'forge:extension/host-database@0.2.0';
import type { ExecInfo, RecordValue } from 'forge:extension/host-database@0.2.0';

/** What a column holds, and what a `?` of a statement can be bound to. */
export type Value = null | number | string;

/** The database refused a statement; the message is SQLite's and not for users of the API. */
export class DatabaseError extends Error {}

/** @returns rows of positional values */
export function query(sql: string, parameters: readonly Value[] = []): readonly (readonly Value[])[] {
  const result = host.query(sql, parameters.map(toRecordValue));
  if (result.tag === 'error') throw new DatabaseError(result.val);
  return result.val.map(({ values }) => values.map(fromRecordValue));
}

export function execute(sql: string, parameters: readonly Value[] = []): ExecInfo {
  const result = host.execute(sql, parameters.map(toRecordValue));
  if (result.tag === 'error') throw new DatabaseError(result.val);
  return result.val;
}

function toRecordValue(value: Value): RecordValue {
  if (value === null) return { tag: 'null' };
  if (typeof value === 'string') return { tag: 'text', val: value };
  if (!Number.isSafeInteger(value)) return { tag: 'float', val: value };
  // The engine that guests are built with takes 64-bit integers as numbers, where its types say bigint.
  return { tag: 'integer', val: value as unknown as bigint };
}

function fromRecordValue(value: RecordValue): Value {
  switch (value.tag) {
    case 'null':
      return null;
    case 'text':
    case 'float':
      return value.val;
    case 'integer':
    case 'boolean':
      return Number(value.val);
    case 'blob':
      throw new DatabaseError('a column holds a blob, where none is stored');
  }
}
