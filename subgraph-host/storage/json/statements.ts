import type { Statement } from 'better-sqlite3';
import type { DatabaseLimits } from '@forgepoint/common/database-limits.ts';
import { bind, type Bound } from '../bind.ts';
import type { ExtensionDatabase, GuestStatement } from '../extension-database.ts';
import { runExecute } from '../run-execute.ts';
import { readsOnly } from '../session.ts';
import { sqlFailure, type SqlFailure } from '../sql-failure.ts';
import { undoable } from '../undoable.ts';
import type { Row } from '../values.ts';
import { columnsOf } from './columns.ts';
import { valuesInOrder } from './named-parameters.ts';
import { RowScan, type RowUse } from './row-scan.ts';
import { parseParameterList, parseParameters, type SqlParameters } from './parameters.ts';

export interface SelectedRows {
  readonly kind: 'rows';
  /** Without duplicates. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly scan: RowScan;
}

export interface Changes {
  readonly kind: 'changes';
  readonly rows: number;
  /** After an INSERT that put a row in. */
  readonly lastInsertRowid: bigint | undefined;
}

/** Statements whose parameters are JSON text, as interface 0.3.0 has them. */
export class JsonStatements {
  readonly #database: ExtensionDatabase;
  readonly #limits: DatabaseLimits;
  /** What each statement had when it ran last. */
  readonly #columns = new WeakMap<Statement, readonly string[]>();

  constructor(database: ExtensionDatabase, limits: DatabaseLimits) {
    this.#database = database;
    this.#limits = limits;
  }

  /** @param maxBytes what the rows may take in memory */
  select(sql: string, parameters: string, use: RowUse, maxBytes: number): SelectedRows | SqlFailure {
    const parsed = parseParameters(parameters);
    if (parsed.kind === 'error') return parsed;
    return this.#database.run(sql, (statement) => {
      const { handle } = statement.prepared;
      if (!handle.reader) {
        return sqlFailure('FORGE_STATEMENT_MISUSED', 'The statement returns no rows; use execute.');
      }
      const bound = this.#bind(statement, parsed.parameters);
      if ('kind' in bound) return bound;
      if (handle.readonly) return this.#read(handle, bound, use, maxBytes);
      // RETURNING has changed everything before its first row: when the rows can't be given, that has to be undone.
      return undoable(statement.connection, () => this.#read(handle, bound, use, maxBytes));
    });
  }

  change(sql: string, parameters: string): Changes | SqlFailure {
    const parsed = parseParameters(parameters);
    if (parsed.kind === 'error') return parsed;
    return this.#database.run(sql, (statement) => this.#change(statement, parsed.parameters));
  }

  /** All or none of them, once for each element of the list. */
  /** @param onParsed told how often the statement is about to run */
  changeMany(sql: string, list: string, onParsed: (runs: number) => void): Changes | SqlFailure {
    const parsed = parseParameterList(list);
    if (parsed.kind === 'error') return parsed;
    onParsed(parsed.list.length);
    return this.#database.run(sql, (statement) =>
      undoable(statement.connection, (): Changes | SqlFailure => {
        let rows = 0;
        let lastInsertRowid: bigint | undefined;
        for (const parameters of parsed.list) {
          const changes = this.#change(statement, parameters);
          if (changes.kind === 'error') return changes;
          rows += changes.rows;
          lastInsertRowid = changes.lastInsertRowid ?? lastInsertRowid;
        }
        return { kind: 'changes', rows, lastInsertRowid };
      }),
    );
  }

  #change(statement: GuestStatement, parameters: SqlParameters): Changes | SqlFailure {
    const { prepared, lastRowid } = statement;
    const { handle } = prepared;
    if (handle.reader && handle.readonly && prepared.statement !== 'pragma') {
      return sqlFailure('FORGE_STATEMENT_MISUSED', 'The statement returns rows; use query.');
    }
    const bound = this.#bind(statement, parameters);
    if ('kind' in bound) return bound;
    const outcome = runExecute(prepared, bound, lastRowid);
    if (outcome.kind === 'error') return sqlFailure('FORGE_STATEMENT_MISUSED', outcome.message);
    const { rowsAffected, lastInsertId } = outcome;
    return {
      kind: 'changes',
      rows: Number(rowsAffected),
      lastInsertRowid: lastInsertId === undefined ? undefined : BigInt.asIntN(64, lastInsertId),
    };
  }

  #bind({ prepared, isRead }: GuestStatement, parameters: SqlParameters): Bound | SqlFailure {
    if (isRead && !prepared.handle.readonly) {
      return { kind: 'error', code: 'SQLITE_READONLY', message: readsOnly };
    }
    const values = valuesInOrder(prepared.parameters, parameters);
    const bound = typeof values === 'string' ? values : bind(prepared.parameters, values, this.#limits);
    return typeof bound === 'string' ? sqlFailure('FORGE_PARAMETERS_INVALID', bound) : bound;
  }

  #read(handle: Statement, bound: Bound, use: RowUse, maxBytes: number): SelectedRows | SqlFailure {
    let columns = this.#columns.get(handle) ?? columnsOf(handle);
    if (typeof columns === 'string') return sqlFailure('FORGE_COLUMNS_INVALID', columns);
    const { maxRows } = this.#limits;
    const tooLarge = (): SqlFailure =>
      sqlFailure(
        'FORGE_LIMIT_EXCEEDED',
        `The result is larger than ${maxRows} rows or ${maxBytes} bytes; add a LIMIT.`,
      );
    handle.raw(false);
    const scan = new RowScan(use);
    const rows: Row[] = [];
    // Row by row: all() is faster, but has taken everything before anything can be refused.
    for (const row of handle.iterate(...bound) as IterableIterator<Row>) {
      scan.add(row);
      if (rows.length === maxRows || scan.size > maxBytes) return tooLarge();
      rows.push(row);
    }
    const [first] = rows;
    if (first !== undefined && !hasColumns(first, columns)) {
      // Another process has changed the schema, and SQLite has prepared the statement anew.
      columns = columnsOf(handle);
      if (typeof columns === 'string') return sqlFailure('FORGE_COLUMNS_INVALID', columns);
    }
    this.#columns.set(handle, columns);
    return { kind: 'rows', columns, rows, scan };
  }
}

function hasColumns(row: Row, columns: readonly string[]): boolean {
  return Object.keys(row).length === columns.length && columns.every((column) => Object.hasOwn(row, column));
}
