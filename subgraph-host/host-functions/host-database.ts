import type { ExtensionDatabase } from '../storage/extension-database.ts';
import type { RecordValue } from '../storage/values.ts';
import type { Charge } from './host-parts.ts';
import { price } from './prices.ts';

type Result<Value> =
  | { readonly tag: 'success'; readonly val: Value }
  | { readonly tag: 'error'; readonly val: string };

interface ExecInfo {
  readonly rowsAffected: bigint;
  readonly lastInsertId: bigint | undefined;
}

/** The interface `host-database` of 0.2.0. */
export function hostDatabase(database: ExtensionDatabase, charge: Charge): object {
  return {
    query: (sql: string, parameters: readonly RecordValue[]): Result<readonly object[]> => {
      const outcome = database.query(sql, parameters);
      charge(price.call + (outcome.kind === 'rows' ? priceOf(outcome.rows) : 0));
      if (outcome.kind === 'error') return { tag: 'error', val: outcome.message };
      return { tag: 'success', val: outcome.rows.map((values) => ({ values })) };
    },
    execute: (sql: string, parameters: readonly RecordValue[]): Result<ExecInfo> => {
      const outcome = database.execute(sql, parameters);
      charge(price.call);
      if (outcome.kind === 'error') return { tag: 'error', val: outcome.message };
      const { rowsAffected, lastInsertId } = outcome;
      return { tag: 'success', val: { rowsAffected, lastInsertId } };
    },
    migrate: (script: string): void => {
      const outcome = database.migrate(script);
      charge(price.call);
      if (outcome.kind === 'error') throw outcome.message;
    },
  };
}

function priceOf(rows: readonly (readonly RecordValue[])[]): number {
  let units = 0;
  for (const row of rows) {
    for (const cell of row) {
      units += price.cell;
      if (cell.tag === 'text' || cell.tag === 'blob') units += cell.val.length * price.byte;
    }
  }
  return units;
}
