import { parseAnswerColumns, type ParsedColumns } from '../storage/json/answer-columns.ts';
import { encodeRows } from '../storage/json/rows.ts';
import type { Changes, JsonStatements } from '../storage/json/statements.ts';
import { sqlFailure, type SqlFailure } from '../storage/sql-failure.ts';
import type { CallState } from './call-state.ts';
import type { Charge } from './host-parts.ts';
import { price } from './prices.ts';

/**
 * The interface `host-sql` of 0.3.0; a failure is thrown as the error of its `result`. What comes from the guest and what
 * goes into it costs fuel: rows that stay with the host are cheap.
 */
export function hostSql(statements: JsonStatements, call: CallState, charge: Charge): object {
  const parsedColumns = new WeakMap<readonly string[], ParsedColumns>();
  /** @param names the very array that belongs to a statement */
  const columnsOf = (names: readonly string[]): ParsedColumns => {
    const known = parsedColumns.get(names) ?? parseAnswerColumns(names);
    parsedColumns.set(names, known);
    return known;
  };
  /** Before the work is done, which may be long. */
  const priced = (...texts: readonly string[]): void => {
    let units: number = price.call;
    for (const { length } of texts) units += length * price.byte;
    charge(units);
  };
  const end = (how: 'commit' | 'rollback'): void => {
    priced();
    succeeded(call.endTransaction(how));
  };
  return {
    query: (sql: string, parameters: string) => {
      priced(sql, parameters);
      const selected = succeeded(statements.select(sql, parameters, 'exact', call.bytesLeft));
      const { json, escaped } = encodeRows(selected.columns, selected.rows, selected.scan);
      charge(json.length * price.byte);
      return { tag: escaped ? 'escaped' : 'plain', val: json };
    },
    queryRef: (sql: string, parameters: string) => {
      priced(sql, parameters);
      const { columns, rows, scan } = succeeded(statements.select(sql, parameters, 'answer', call.bytesLeft));
      const parsed = columnsOf(columns);
      if (parsed.kind === 'refused') throw errorOf(sqlFailure('FORGE_COLUMNS_INVALID', parsed.message));
      return succeeded(call.keep({ columns: parsed.columns, rows, scan }));
    },
    execute: (sql: string, parameters: string) => {
      priced(sql, parameters);
      return changesOf(succeeded(statements.change(sql, parameters)));
    },
    executeMany: (sql: string, list: string) => {
      priced(sql, list);
      return changesOf(succeeded(statements.changeMany(sql, list, (runs) => charge(runs * price.run))));
    },
    begin: () => {
      priced();
      succeeded(call.beginTransaction());
    },
    commit: () => end('commit'),
    rollback: () => end('rollback'),
  };
}

function succeeded<Outcome>(outcome: Outcome | SqlFailure): Outcome {
  if (isFailure(outcome)) throw errorOf(outcome);
  return outcome;
}

function isFailure(outcome: unknown): outcome is SqlFailure {
  return typeof outcome === 'object' && outcome !== null && (outcome as { kind?: unknown }).kind === 'error';
}

function errorOf({ code, message }: SqlFailure): { readonly code: string; readonly message: string } {
  return { code, message };
}

function changesOf({ rows, lastInsertRowid }: Changes): object {
  return { rows, lastInsertRowid: lastInsertRowid === undefined ? undefined : String(lastInsertRowid) };
}
