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
  /** Before the work is done, which may be long. */
  const priced = (sql: string, parameters: readonly RecordValue[] = []): void =>
    charge(price.call + sql.length * price.byte + priceOf(parameters));
  return {
    query: (sql: string, parameters: readonly RecordValue[]): Result<readonly object[]> => {
      priced(sql, parameters);
      const outcome = database.query(sql, parameters);
      if (outcome.kind === 'error') return { tag: 'error', val: outcome.message };
      let units = 0;
      for (const row of outcome.rows) units += priceOf(row);
      charge(units);
      return { tag: 'success', val: outcome.rows.map((values) => ({ values })) };
    },
    execute: (sql: string, parameters: readonly RecordValue[]): Result<ExecInfo> => {
      priced(sql, parameters);
      const outcome = database.execute(sql, parameters);
      if (outcome.kind === 'error') return { tag: 'error', val: outcome.message };
      const { rowsAffected, lastInsertId } = outcome;
      return { tag: 'success', val: { rowsAffected, lastInsertId } };
    },
    migrate: (script: string): void => {
      priced(script);
      const outcome = database.migrate(script);
      if (outcome.kind === 'error') throw outcome.message;
    },
  };
}

function priceOf(values: readonly RecordValue[]): number {
  let units = 0;
  for (const value of values) {
    units += price.cell;
    if (value.tag === 'text' || value.tag === 'blob') units += value.val.length * price.byte;
  }
  return units;
}
