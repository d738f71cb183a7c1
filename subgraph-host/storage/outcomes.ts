import type { RecordValue } from './values.ts';

export interface DatabaseFailure {
  readonly kind: 'error';
  /** For the guest: SQLite's words, or a sentence of the host; never a path. */
  readonly message: string;
}

export type QueryOutcome =
  | { readonly kind: 'rows'; readonly rows: readonly (readonly RecordValue[])[] }
  | DatabaseFailure;

export type ExecOutcome =
  | {
      readonly kind: 'changed';
      /** Rows that the statement itself inserted, updated or deleted: triggers and foreign keys not counted. */
      readonly rowsAffected: bigint;
      /** Rowid of the last row that the statement itself inserted, as an unsigned number. */
      readonly lastInsertId: bigint | undefined;
    }
  | DatabaseFailure;

export type MigrateOutcome = { readonly kind: 'done' } | DatabaseFailure;
