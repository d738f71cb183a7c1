import type { ExtensionDatabase } from '../storage/extension-database.ts';
import type { AnswerRows } from '../storage/json/answer-rows.ts';
import { sqlFailure, type SqlFailure } from '../storage/sql-failure.ts';

const maxHandles = 4_096;
const maxOpenTransactions = 64;
const maxHandle = 2 ** 32 - 1;

/** What lives as long as one call of the guest: rows that stay with the host, and transactions of its own. */
export class CallState {
  readonly #database: ExtensionDatabase;
  readonly #maxBytes: number;
  readonly #maxAnswerLength: number;
  readonly #rows = new Map<number, AnswerRows>();
  #lastHandle = 0;
  #size = 0;
  #answerLengthLeft: number;
  #openTransactions = 0;
  #requestId: string | undefined;

  /**
   * @param maxBytes what all rows of one call may take in memory
   * @param maxAnswerLength what may be written of them into its answers, UTF-16 units
   */
  constructor(database: ExtensionDatabase, maxBytes: number, maxAnswerLength: number) {
    this.#database = database;
    this.#maxBytes = maxBytes;
    this.#maxAnswerLength = maxAnswerLength;
    this.#answerLengthLeft = maxAnswerLength;
  }

  /** Id of the request that the call belongs to; `undefined` outside of calls. */
  get requestId(): string | undefined {
    return this.#requestId;
  }

  /** How much more memory rows may take in this call; bytes. */
  get bytesLeft(): number {
    return this.#maxBytes - this.#size;
  }

  begin(requestId: string | undefined): void {
    this.#requestId = requestId;
  }

  /**
   * Forgets the rows, and rolls back what the guest has left open.
   * @returns whether it has left something open
   */
  end(): boolean {
    const leftOpen = this.#openTransactions > 0;
    while (this.#openTransactions > 0) this.endTransaction('rollback');
    this.#rows.clear();
    this.#size = 0;
    this.#answerLengthLeft = this.#maxAnswerLength;
    this.#requestId = undefined;
    return leftOpen;
  }

  /** @returns a handle that no other call ever had, but after 2^32 of them */
  keep(rows: AnswerRows): number | SqlFailure {
    if (this.#rows.size === maxHandles) {
      return sqlFailure('FORGE_LIMIT_EXCEEDED', `A call may have ${maxHandles} handles.`);
    }
    this.#lastHandle = this.#lastHandle === maxHandle ? 1 : this.#lastHandle + 1;
    this.#rows.set(this.#lastHandle, rows);
    this.#size += rows.scan.size;
    return this.#lastHandle;
  }

  rowsOf(handle: number): AnswerRows | undefined {
    return this.#rows.get(handle);
  }

  /** More has been written than is permitted. */
  get isAnswerTooLong(): boolean {
    return this.#answerLengthLeft < 0;
  }

  /**
   * Counts what is written of rows into answers: the same rows may be given for many objects.
   * @returns whether that much is permitted
   */
  countAnswer(json: string): boolean {
    this.#answerLengthLeft -= json.length;
    return !this.isAnswerTooLong;
  }

  beginTransaction(): SqlFailure | undefined {
    if (this.#openTransactions === maxOpenTransactions) {
      return sqlFailure(
        'FORGE_TRANSACTION_INVALID',
        `More than ${maxOpenTransactions} transactions are open.`,
      );
    }
    const failure = this.#database.control({ verb: 'savepoint', name: nameOf(this.#openTransactions) });
    if (failure === undefined) this.#openTransactions += 1;
    return failure;
  }

  endTransaction(how: 'commit' | 'rollback'): SqlFailure | undefined {
    if (this.#openTransactions === 0) {
      return sqlFailure('FORGE_TRANSACTION_INVALID', 'No transaction is open; call begin first.');
    }
    this.#openTransactions -= 1;
    const name = nameOf(this.#openTransactions);
    const undone = how === 'commit' ? undefined : this.#database.control({ verb: 'rollback-to', name });
    return undone ?? this.#database.control({ verb: 'release', name });
  }
}

function nameOf(depth: number): string {
  return `call_${depth}`;
}
