import { messageOf } from '@forgepoint/common/forge-error.ts';
import type { Connection } from './connection.ts';
import { hostPrefix } from './sql/policy.ts';
import { upperCase } from './sql/tokenizer.ts';
import type { TransactionCommand } from './sql/transaction-command.ts';

/** Stands for the guest's BEGIN, or for its outermost SAVEPOINT, which begins a transaction as well. */
const own = `${hostPrefix}guest`;
const maxSavepoints = 250;

/**
 * The transaction that a guest believes it has: savepoints, which may well be inside a transaction of the host. It
 * answers as SQLite would to the same commands on a connection of the guest's own.
 * @see https://sqlite.org/lang_savepoint.html
 */
export class GuestTransaction {
  readonly #connection: Connection;
  #state: 'none' | 'begun' | 'in-savepoint' = 'none';
  /** Names of savepoints as SQLite compares them, the outermost first. */
  #savepoints: string[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get isOpen(): boolean {
    return this.#state !== 'none';
  }

  /** What SQLite ended by itself, or the host. */
  forget(): void {
    this.#state = 'none';
    this.#savepoints = [];
  }

  /** @returns why it could not be done, in SQLite's words */
  run(command: TransactionCommand): string | undefined {
    try {
      return this.#run(command);
    } catch (error) {
      return messageOf(error);
    }
  }

  #run(command: TransactionCommand): string | undefined {
    switch (command.verb) {
      case 'begin':
        if (this.isOpen) return 'cannot start a transaction within a transaction';
        this.#connection.exec(`SAVEPOINT ${own}`);
        this.#state = 'begun';
        return undefined;
      case 'commit':
        if (!this.isOpen) return 'cannot commit - no transaction is active';
        this.#connection.exec(`RELEASE ${own}`);
        this.forget();
        return undefined;
      case 'rollback':
        if (!this.isOpen) return 'cannot rollback - no transaction is active';
        this.#connection.exec(`ROLLBACK TO ${own}; RELEASE ${own}`);
        this.forget();
        return undefined;
      case 'savepoint':
        return this.#savepoint(command.name);
      case 'release':
        return this.#release(command.name);
      case 'rollback-to':
        return this.#rollbackTo(command.name);
    }
  }

  #savepoint(name: string): string | undefined {
    if (this.#savepoints.length === maxSavepoints) return `More than ${maxSavepoints} savepoints are open.`;
    if (!this.isOpen) {
      this.#connection.exec(`SAVEPOINT ${own}`);
      this.#state = 'in-savepoint';
    }
    this.#connection.exec(`SAVEPOINT ${quoted(name)}`);
    this.#savepoints.push(upperCase(name));
    return undefined;
  }

  #release(name: string): string | undefined {
    const index = this.#savepoints.lastIndexOf(upperCase(name));
    if (index === -1) return `no such savepoint: ${name}`;
    const endsTransaction = index === 0 && this.#state === 'in-savepoint';
    this.#connection.exec(`RELEASE ${endsTransaction ? own : quoted(name)}`);
    if (endsTransaction) this.forget();
    else this.#savepoints.length = index;
    return undefined;
  }

  #rollbackTo(name: string): string | undefined {
    const index = this.#savepoints.lastIndexOf(upperCase(name));
    if (index === -1) return `no such savepoint: ${name}`;
    this.#connection.exec(`ROLLBACK TO ${quoted(name)}`);
    this.#savepoints.length = index + 1;
    return undefined;
  }
}

/** Apart from the host's own savepoints, and safe in SQL whatever the guest has written. */
function quoted(name: string): string {
  return `"guest_${name.replaceAll('"', '""')}"`;
}
