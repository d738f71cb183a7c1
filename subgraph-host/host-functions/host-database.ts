import type { ExtensionDatabase } from '../storage/extension-database.ts';
import type { RecordValue } from '../storage/values.ts';

type Result<Value> =
  | { readonly tag: 'success'; readonly val: Value }
  | { readonly tag: 'error'; readonly val: string };

interface ExecInfo {
  readonly rowsAffected: bigint;
  readonly lastInsertId: bigint | undefined;
}

/** The interface `host-database` of 0.2.0. */
export function hostDatabase(database: ExtensionDatabase): object {
  return {
    query: (sql: string, parameters: readonly RecordValue[]): Result<readonly object[]> => {
      const outcome = database.query(sql, parameters);
      if (outcome.kind === 'error') return { tag: 'error', val: outcome.message };
      return { tag: 'success', val: outcome.rows.map((values) => ({ values })) };
    },
    execute: (sql: string, parameters: readonly RecordValue[]): Result<ExecInfo> => {
      const outcome = database.execute(sql, parameters);
      if (outcome.kind === 'error') return { tag: 'error', val: outcome.message };
      const { rowsAffected, lastInsertId } = outcome;
      return { tag: 'success', val: { rowsAffected, lastInsertId } };
    },
    migrate: (script: string): void => {
      const outcome = database.migrate(script);
      if (outcome.kind === 'error') throw outcome.message;
    },
  };
}
