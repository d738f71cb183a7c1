import type { Connection } from './connection.ts';
import type { GuestTransaction } from './guest-transaction.ts';
import type { PreparedStatements } from './prepared-statements.ts';

/** A connection as a guest uses it. */
export interface GuestConnection {
  readonly connection: Connection;
  readonly statements: PreparedStatements;
  readonly transaction: GuestTransaction;
}
