import Database from 'better-sqlite3';
import type { ExecOutcome, MigrateOutcome, QueryOutcome } from '../../subgraph-host/storage/outcomes.ts';
import type { ExtensionDatabase } from '../../subgraph-host/storage/extension-database.ts';
import { fromSql, toSql, type RecordValue } from '../../subgraph-host/storage/values.ts';

const otherInterface = 'the guest of this benchmark speaks 0.2.0';

/** The database without the gate, transactions around calls, and caps: what a host of no suspicion would do. */
export function openUngatedDatabase(file: string): ExtensionDatabase {
  const connection = new Database(file);
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = OFF');
  connection.defaultSafeIntegers(true);
  const statements = new Map<string, Database.Statement>();
  const prepared = (sql: string): Database.Statement => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = connection.prepare(sql);
    if (statement.reader) statement.raw(true);
    statements.set(sql, statement);
    return statement;
  };
  return {
    begin: () => undefined,
    end: () => undefined,
    query: (sql: string, values: readonly RecordValue[]): QueryOutcome => {
      const rows = prepared(sql).all(...values.map(toSql)) as unknown[][];
      return { kind: 'rows', rows: rows.map((row) => row.map(fromSql)) };
    },
    execute: (sql: string, values: readonly RecordValue[]): ExecOutcome => {
      const { changes, lastInsertRowid } = prepared(sql).run(...values.map(toSql));
      return { kind: 'changed', rowsAffected: BigInt(changes), lastInsertId: BigInt(lastInsertRowid) };
    },
    migrate: (script: string): MigrateOutcome => {
      connection.exec(script);
      return { kind: 'done' };
    },
    run: () => {
      throw new Error(otherInterface);
    },
    control: () => {
      throw new Error(otherInterface);
    },
    applyMigrations: () => {
      throw new Error(otherInterface);
    },
    damage: () => undefined,
    close: () => {
      connection.close();
    },
  };
}
