import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultDatabaseLimits, type DatabaseLimits } from '@forgepoint/common/database-limits.ts';
import {
  openExtensionDatabase,
  type ExtensionDatabase,
} from '../../../subgraph-host/storage/extension-database.ts';
import type { ExecOutcome, QueryOutcome } from '../../../subgraph-host/storage/outcomes.ts';
import type { SessionMode } from '../../../subgraph-host/storage/session.ts';
import type { RecordValue } from '../../../subgraph-host/storage/values.ts';

type Value = null | boolean | bigint | number | string | Uint8Array;

/** An extension's database in a folder of its own, asked as a guest asks it. */
export class TestDatabase implements Disposable {
  readonly dir: string;
  readonly file: string;
  readonly #limits: DatabaseLimits;
  #database: ExtensionDatabase;

  constructor(limits: Partial<DatabaseLimits> = {}) {
    this.dir = mkdtempSync(join(tmpdir(), 'forgepoint-storage-'));
    this.file = join(this.dir, 'own', 'test.db');
    this.#limits = { ...defaultDatabaseLimits, ...limits };
    this.#database = this.#open();
  }

  /** Without the help of this class. */
  get raw(): ExtensionDatabase {
    return this.#database;
  }

  reopen(): void {
    this.#database.close();
    this.#database = this.#open();
  }

  /** Runs one call; what is thrown inside of it undoes it. */
  call<Result>(mode: SessionMode, run: (guest: this) => Result, commit = true): Result {
    this.#database.begin(mode);
    let isDone = false;
    try {
      const result = run(this);
      isDone = true;
      return result;
    } finally {
      this.#database.end(isDone && commit);
    }
  }

  query(sql: string, ...values: readonly Value[]): QueryOutcome {
    return this.#database.query(sql, values.map(recordValue));
  }

  execute(sql: string, ...values: readonly Value[]): ExecOutcome {
    return this.#database.execute(sql, values.map(recordValue));
  }

  /** @returns the message of what failed */
  migrate(script: string): string | undefined {
    const outcome = this.#database.migrate(script);
    return outcome.kind === 'error' ? outcome.message : undefined;
  }

  /** Runs statements that must succeed. */
  run(...statements: readonly string[]): void {
    for (const sql of statements) {
      const outcome = this.execute(sql);
      if (outcome.kind === 'error') throw new Error(`${sql}: ${outcome.message}`);
    }
  }

  /** Rows of a query that must succeed, as plain values. */
  rows(sql: string, ...values: readonly Value[]): readonly (readonly Value[])[] {
    const outcome = this.query(sql, ...values);
    if (outcome.kind === 'error') throw new Error(`${sql}: ${outcome.message}`);
    return outcome.rows.map((row) => row.map((cell) => (cell.tag === 'null' ? null : cell.val)));
  }

  /** The message of a statement that must fail. */
  failure(sql: string, ...values: readonly Value[]): string {
    const executed = this.execute(sql, ...values);
    const outcome =
      executed.kind === 'error' && /use query/.test(executed.message) ? this.query(sql, ...values) : executed;
    if (outcome.kind !== 'error') throw new Error(`${sql} did not fail`);
    return outcome.message;
  }

  files(): readonly string[] {
    return readdirSync(join(this.dir, 'own')).toSorted();
  }

  [Symbol.dispose](): void {
    this.#database.close();
    rmSync(this.dir, { recursive: true });
  }

  #open(): ExtensionDatabase {
    return openExtensionDatabase({
      file: this.file,
      durable: false,
      busyTimeoutMs: 50,
      limits: this.#limits,
    });
  }
}

export function recordValue(value: Value): RecordValue {
  if (value === null) return { tag: 'null' };
  if (typeof value === 'boolean') return { tag: 'boolean', val: value };
  if (typeof value === 'bigint') return { tag: 'integer', val: value };
  if (typeof value === 'number') return { tag: 'float', val: value };
  return typeof value === 'string' ? { tag: 'text', val: value } : { tag: 'blob', val: value };
}
