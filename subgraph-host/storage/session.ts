import { isDamage } from '@forgepoint/common/database/database-error.ts';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import type { GuestConnection } from './guest-connection.ts';
import type { TransactionCommand } from './sql/transaction-command.ts';

/**
 * `read`: nothing can be written. `write`: one transaction, stored or undone as a whole. `init`: every statement for
 * itself, unless the guest begins a transaction.
 */
export type SessionMode = 'read' | 'write' | 'init';

/** One call's use of the database. */
export class Session {
  readonly mode: SessionMode;
  readonly guest: GuestConnection;
  /** Why the transaction of a write is no more: SQLite itself has undone it. */
  #undoneBy: string | undefined;
  #changedSchema = false;
  #damage: unknown;

  /** @throws ForgeError MUTATION_NOT_STORED when another process holds the database */
  constructor(mode: SessionMode, guest: GuestConnection) {
    this.mode = mode;
    this.guest = guest;
    guest.statements.beginCall();
    if (mode !== 'write') return;
    try {
      guest.connection.exec('BEGIN IMMEDIATE');
    } catch (error) {
      throw notStored(`The database cannot be written at the moment: ${messageOf(error)}.`, error);
    }
  }

  /** A sentence when nothing can be run any more. */
  get refusal(): string | undefined {
    if (this.#undoneBy === undefined) return undefined;
    return `The transaction of the mutation was undone when a statement failed (${this.#undoneBy}); nothing more can be done in it.`;
  }

  /** What a statement has found to be wrong with the file itself; the guest may have answered as if it didn't matter. */
  get damage(): unknown {
    return this.#damage;
  }

  /** A statement created, altered or dropped something. */
  changedSchema(): void {
    this.#changedSchema = true;
    this.guest.statements.forget();
  }

  /** @returns why it could not be done */
  control(command: TransactionCommand): string | undefined {
    if (command.verb === 'rollback' || command.verb === 'rollback-to') this.#forgetUndoneSchema();
    return this.guest.transaction.run(command);
  }

  /**
   * Has a look at what a failed statement left: ON CONFLICT ROLLBACK, RAISE(ROLLBACK), a full disk and the like end
   * the whole transaction.
   * @returns what to tell the guest
   */
  failed(error: unknown): string {
    const message = messageOf(error);
    if (isDamage(error)) this.#damage ??= error;
    if (!this.guest.connection.inTransaction) {
      this.guest.transaction.forget();
      this.#forgetUndoneSchema();
      if (this.mode === 'write') this.#undoneBy ??= message;
    }
    return this.mode === 'read' && isReadOnly(error) ? readsOnly : message;
  }

  /**
   * Ends the call.
   * @throws ForgeError MUTATION_NOT_STORED when what was to be committed could not be; nothing of it is stored then
   */
  end(commit: boolean): void {
    const { connection, transaction } = this.guest;
    if (this.mode !== 'write' || !commit) {
      transaction.forget();
      if (connection.inTransaction) this.#rollBack();
      return;
    }
    if (this.#undoneBy !== undefined) {
      throw notStored(`A statement failed and undid the whole mutation: ${this.#undoneBy}.`);
    }
    try {
      // A transaction that the guest has left open is undone, the rest of the mutation is not.
      if (transaction.isOpen) this.control({ verb: 'rollback' });
      connection.exec('COMMIT');
    } catch (error) {
      if (connection.inTransaction) this.#rollBack();
      throw notStored(`What was written cannot be stored: ${messageOf(error)}.`, error);
    }
  }

  #rollBack(): void {
    this.guest.connection.exec('ROLLBACK');
    this.#forgetUndoneSchema();
  }

  #forgetUndoneSchema(): void {
    if (this.#changedSchema) this.guest.statements.forget();
  }
}

/** What a guest is told that writes in a read. */
export const readsOnly = 'A query field only reads; write in a mutation.';

function isReadOnly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_READONLY');
}

function notStored(message: string, cause?: unknown): ForgeError {
  return new ForgeError('MUTATION_NOT_STORED', message, { cause });
}
