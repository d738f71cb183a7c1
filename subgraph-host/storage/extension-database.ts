import { performance } from 'node:perf_hooks';
import { databaseError } from '@forgepoint/common/database/database-error.ts';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import { bind } from './bind.ts';
import { openConnections, ownerOf, type Connection, type ConnectionOptions } from './connection.ts';
import type { GuestConnection } from './guest-connection.ts';
import { GuestTransaction } from './guest-transaction.ts';
import { assertForeignKeys, ForeignKeysNeededOff, runMigration } from './migration.ts';
import type { DatabaseFailure, ExecOutcome, MigrateOutcome, QueryOutcome } from './outcomes.ts';
import { applyMigrations, type Migration, type MigrationOutcome } from './named-migrations.ts';
import { PreparedStatements, type Prepared, type PreparedStatement } from './prepared-statements.ts';
import { runExecute } from './run-execute.ts';
import { runQuery } from './run-query.ts';
import { readsOnly, Session, type SessionMode } from './session.ts';
import { hostPrefix } from './sql/policy.ts';
import type { TransactionCommand } from './sql/transaction-command.ts';
import { sqlFailure, sqliteCode, type SqlFailure } from './sql-failure.ts';
import { observedKind, rowsOf, type ObservedKind } from './statement-observer.ts';
import { toSql, type RecordValue } from './values.ts';

export type { SessionMode };

/** A statement that a guest may run now, for interfaces that bind and read by themselves. */
export interface GuestStatement {
  readonly prepared: PreparedStatement;
  readonly connection: Connection;
  /** Nothing can be written. */
  readonly isRead: boolean;
  /** Asks SQLite. */
  readonly lastRowid: () => bigint;
}

/**
 * The database of one extension. `query`, `execute`, `migrate`, `run` and `control` are what a guest can call: they never throw, and can
 * be used only between `begin` and `end`.
 */
export interface ExtensionDatabase {
  /** @throws ForgeError MUTATION_NOT_STORED when another process holds the database */
  begin(mode: SessionMode): void;
  /** @throws ForgeError MUTATION_NOT_STORED when what was to be committed could not be */
  end(commit: boolean): void;
  query(sql: string, values: readonly RecordValue[]): QueryOutcome;
  execute(sql: string, values: readonly RecordValue[]): ExecOutcome;
  migrate(script: string): MigrateOutcome;
  /** What a `start` has written is not yet stored: until `commit`, others see nothing of it and can't write. */
  readonly isUncommitted: boolean;
  /** Undoes it: the same `start` can be done again. */
  rollBack(): void;
  /** Stores it. @throws ForgeError MUTATION_NOT_STORED when that can't be done; nothing of it is stored then */
  commit(): void;
  /** The `start` that was just ended was undone and has to be done again; it will run without foreign keys. */
  readonly hasToStartAgain: boolean;
  /** What `use` throws becomes a failure. */
  run<Outcome>(sql: string, use: (statement: GuestStatement) => Outcome): Outcome | SqlFailure;
  /** @returns why it could not be done */
  control(command: TransactionCommand): SqlFailure | undefined;
  /**
   * Brings the database to what the list says; only while no session is open. What it writes waits for `commit`.
   * @throws ForgeError DATABASE_UNUSABLE when the file is found to be damaged
   */
  applyMigrations(migrations: readonly Migration[]): MigrationOutcome;
  /** DATABASE_UNUSABLE when a statement since `begin` has found the file to be damaged. */
  damage(): ForgeError | undefined;
  close(): void;
}

/** @throws ForgeError DATABASE_UNUSABLE */
export function openExtensionDatabase(options: ConnectionOptions): ExtensionDatabase {
  return new SqliteDatabase(options);
}

/** Around a look at what is not yet stored. */
const looking = `${hostPrefix}looking`;
const unchanged: ExecOutcome = { kind: 'changed', rowsAffected: 0n, lastInsertId: undefined };

class SqliteDatabase implements ExtensionDatabase {
  readonly #options: ConnectionOptions;
  readonly #writer: GuestConnection;
  readonly #reader: GuestConnection;
  readonly #lastRowid: () => bigint;
  #session: Session | undefined;
  #isUncommitted = false;
  #foreignKeys: 'on' | 'wanted-off' | 'off' = 'on';

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { writer, reader } = openConnections(options);
    this.#writer = guestConnection(writer, options);
    this.#reader = guestConnection(reader, options);
    const lastRowid = writer.prepare('SELECT last_insert_rowid()').pluck(true);
    this.#lastRowid = () => lastRowid.get() as bigint;
  }

  begin(mode: SessionMode): void {
    if (this.#session !== undefined) throw new Error('a session is open');
    if (mode === 'start' && this.#foreignKeys === 'wanted-off') this.#switchForeignKeys('off');
    // Only the writer sees what is not yet stored.
    if (mode === 'read' && this.#isUncommitted) {
      this.#writer.connection.exec(`SAVEPOINT ${looking}`);
      this.#writer.connection.pragma('query_only = ON');
    }
    const guest = mode === 'read' && !this.#isUncommitted ? this.#reader : this.#writer;
    this.#session = new Session(mode, guest);
  }

  end(commit: boolean): void {
    const session = this.#session;
    this.#session = undefined;
    if (session?.mode === 'read' && this.#isUncommitted) {
      session.guest.transaction.forget();
      this.#writer.connection.pragma('query_only = OFF');
      this.#writer.connection.exec(`ROLLBACK TO ${looking}; RELEASE ${looking}`);
      return;
    }
    try {
      session?.end(commit && !this.hasToStartAgain);
    } finally {
      if (session?.mode === 'start') this.#ended(session);
    }
  }

  get isUncommitted(): boolean {
    return this.#isUncommitted;
  }

  get hasToStartAgain(): boolean {
    return this.#foreignKeys === 'wanted-off';
  }

  rollBack(): void {
    const { connection, statements, transaction } = this.#writer;
    if (!this.#isUncommitted) return;
    this.#isUncommitted = false;
    transaction.forget();
    connection.exec('ROLLBACK');
    statements.forget();
    if (this.#foreignKeys !== 'off') return;
    this.#switchForeignKeys('on');
    this.#foreignKeys = 'wanted-off';
  }

  commit(): void {
    const { connection } = this.#writer;
    try {
      if (this.#isUncommitted && this.#foreignKeys === 'off') assertForeignKeys(connection);
      if (this.#isUncommitted) connection.exec('COMMIT');
    } catch (error) {
      if (connection.inTransaction) connection.exec('ROLLBACK');
      const why = `What its init has written cannot be stored: ${messageOf(error)}.`;
      throw new ForgeError('MUTATION_NOT_STORED', why, { cause: error });
    } finally {
      this.#isUncommitted = false;
      if (this.#foreignKeys === 'off') this.#switchForeignKeys('on');
    }
  }

  #ended({ guest }: Session): void {
    this.#isUncommitted = guest.connection.inTransaction;
    if (!this.#isUncommitted && this.#foreignKeys === 'off') this.#switchForeignKeys('on');
  }

  /** Works outside of transactions alone. */
  #switchForeignKeys(to: 'on' | 'off'): void {
    this.#foreignKeys = to;
    this.#writer.connection.pragma(`foreign_keys = ${to}`);
  }

  query(sql: string, values: readonly RecordValue[]): QueryOutcome {
    return this.#use(sql, (session, prepared): QueryOutcome => {
      switch (prepared.kind) {
        case 'refused':
          return failed(prepared.reason);
        case 'transaction':
          return failed('Use execute for transactions.');
        case 'foreign-keys':
          return prepared.on ? { kind: 'rows', rows: [] } : failed(foreignKeysStayOn);
        case 'statement': {
          const { limits } = this.#options;
          const bound = bind(prepared.parameters, values.map(toSql), limits);
          if (typeof bound === 'string') return failed(bound);
          if (!prepared.handle.readonly) session.willWrite();
          return runQuery(prepared, bound, session.guest.connection, limits);
        }
      }
    });
  }

  execute(sql: string, values: readonly RecordValue[]): ExecOutcome {
    return this.#use(sql, (session, prepared): ExecOutcome => {
      switch (prepared.kind) {
        case 'refused':
          return failed(prepared.reason);
        case 'transaction': {
          const problem = session.control(prepared.command);
          return problem === undefined ? unchanged : failed(problem);
        }
        case 'foreign-keys':
          return prepared.on ? unchanged : failed(foreignKeysStayOn);
        case 'statement': {
          const bound = bind(prepared.parameters, values.map(toSql), this.#options.limits);
          if (typeof bound === 'string') return failed(bound);
          if (session.mode === 'read' && !prepared.handle.readonly) return failed(readsOnly);
          if (!prepared.handle.readonly) session.willWrite();
          const outcome = runExecute(prepared, bound, this.#lastRowid);
          if (prepared.statement === 'schema') session.changedSchema();
          return outcome;
        }
      }
    });
  }

  migrate(script: string): MigrateOutcome {
    const session = this.#session;
    if (session === undefined) return failed(onlyDuringCalls);
    if (session.mode === 'read') return failed('Migrations run in init.');
    if (session.refusal !== undefined) return failed(session.refusal);
    const problem = runMigration(session.guest.connection, script, this.#options.limits, () =>
      session.willWrite(),
    );
    // Inside of a transaction the pragma does nothing.
    if (session.mode === 'start' && problem instanceof ForeignKeysNeededOff) this.#foreignKeys = 'wanted-off';
    session.changedSchema();
    return problem === undefined ? { kind: 'done' } : failed(session.failed(problem));
  }

  run<Outcome>(sql: string, use: (statement: GuestStatement) => Outcome): Outcome | SqlFailure {
    const session = this.#session;
    const unusable = this.#unusable(session);
    if (unusable !== undefined || session === undefined) return unusable ?? notInCall;
    const { maxSqlLength } = this.#options.limits;
    if (sql.length > maxSqlLength) {
      return sqlFailure('FORGE_LIMIT_EXCEEDED', `A statement may have ${maxSqlLength} characters.`);
    }
    const startedAt = performance.now();
    let kind: ObservedKind = 'refused';
    try {
      const prepared = session.guest.statements.get(sql);
      if (prepared.kind === 'statement' && !prepared.handle.readonly) session.willWrite();
      if (prepared.kind !== 'statement') {
        return this.#observed(kind, startedAt, sqlFailure('FORGE_STATEMENT_REFUSED', whyNot(prepared)));
      }
      kind = observedKind(prepared);
      const { connection } = session.guest;
      const outcome = use({
        prepared,
        connection,
        isRead: session.mode === 'read',
        lastRowid: this.#lastRowid,
      });
      if (prepared.statement === 'schema') session.changedSchema();
      return this.#observed(kind, startedAt, outcome);
    } catch (error) {
      const failure: SqlFailure = { kind: 'error', code: sqliteCode(error), message: session.failed(error) };
      return this.#observed(kind, startedAt, failure);
    }
  }

  control(command: TransactionCommand): SqlFailure | undefined {
    const session = this.#session;
    const unusable = this.#unusable(session);
    if (unusable !== undefined || session === undefined) return unusable ?? notInCall;
    try {
      const problem = session.control(command);
      return problem === undefined ? undefined : sqlFailure('FORGE_TRANSACTION_INVALID', problem);
    } catch (error) {
      return { kind: 'error', code: sqliteCode(error), message: session.failed(error) };
    }
  }

  applyMigrations(migrations: readonly Migration[]): MigrationOutcome {
    if (this.#session !== undefined) throw new Error('a session is open');
    try {
      const outcome = applyMigrations(this.#writer.connection, migrations, this.#options.limits);
      this.#isUncommitted = this.#writer.connection.inTransaction;
      if (this.#isUncommitted) this.#foreignKeys = 'off';
      return outcome;
    } catch (error) {
      throw databaseError(ownerOf(this.#options), error);
    } finally {
      this.#writer.statements.forget();
    }
  }

  damage(): ForgeError | undefined {
    const damage = this.#session?.damage;
    return damage === undefined ? undefined : databaseError(ownerOf(this.#options), damage);
  }

  close(): void {
    this.#reader.connection.close();
    this.#writer.connection.close();
  }

  #unusable(session: Session | undefined): SqlFailure | undefined {
    if (session === undefined) return notInCall;
    if (session.refusal !== undefined) return sqlFailure('FORGE_TRANSACTION_UNDONE', session.refusal);
    return undefined;
  }

  #use<Outcome>(
    sql: string,
    run: (session: Session, prepared: Prepared) => Outcome,
  ): Outcome | DatabaseFailure {
    const session = this.#session;
    if (session === undefined) return failed(onlyDuringCalls);
    if (session.refusal !== undefined) return failed(session.refusal);
    const { maxSqlLength } = this.#options.limits;
    if (sql.length > maxSqlLength) return failed(`A statement may have ${maxSqlLength} characters.`);
    const startedAt = performance.now();
    let kind: ObservedKind = 'refused';
    try {
      const prepared = session.guest.statements.get(sql);
      kind = observedKind(prepared);
      return this.#observed(kind, startedAt, run(session, prepared));
    } catch (error) {
      return this.#observed(kind, startedAt, failed(session.failed(error)));
    }
  }

  /** @returns the same outcome */
  #observed<Outcome>(kind: ObservedKind, startedAt: number, outcome: Outcome): Outcome {
    const { onStatement } = this.#options;
    if (onStatement === undefined || typeof outcome !== 'object' || outcome === null) return outcome;
    const hasFailed = (outcome as { readonly kind?: unknown }).kind === 'error';
    onStatement(kind, startedAt, performance.now() - startedAt, rowsOf(outcome), hasFailed);
    return outcome;
  }
}

const onlyDuringCalls = 'The database can be used only during a call.';
const foreignKeysStayOn =
  'Foreign keys are always on; only a migration in init can run without them, and is checked at its end.';

function guestConnection(connection: Connection, { limits }: ConnectionOptions): GuestConnection {
  return {
    connection,
    statements: new PreparedStatements(connection, limits.maxNewStatements),
    transaction: new GuestTransaction(connection),
  };
}

function failed(message: string): DatabaseFailure {
  return { kind: 'error', message };
}

const notInCall = sqlFailure(
  'FORGE_NOT_IN_CALL',
  'The database can be used only in init and while a call is answered.',
);

function whyNot(prepared: Exclude<Prepared, { readonly kind: 'statement' }>): string {
  switch (prepared.kind) {
    case 'refused':
      return prepared.reason;
    case 'transaction':
      return 'Use begin, commit and rollback for transactions.';
    case 'foreign-keys':
      return 'Foreign keys are always on; in migrations they are checked at the end.';
  }
}
