import { createHash } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import { LRUCache } from './statement-cache.ts';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import { openConnections, type Connection, type ConnectionOptions } from './connection.ts';
import { splitScript } from './split-script.ts';
import { gate } from './statement-gate.ts';
import { fromSql, sizeOf, toSql, type RecordValue } from './values.ts';

export type SessionMode = 'read' | 'write' | 'init';

export type QueryOutcome =
  | { readonly kind: 'rows'; readonly rows: readonly (readonly RecordValue[])[] }
  | { readonly kind: 'error'; readonly message: string };
export type ExecOutcome =
  | { readonly kind: 'changed'; readonly rowsAffected: bigint; readonly lastInsertId: bigint | undefined }
  | { readonly kind: 'error'; readonly message: string };
export type MigrateOutcome = { readonly kind: 'done' } | { readonly kind: 'error'; readonly message: string };

export interface ExtensionDatabase {
  begin(mode: SessionMode): void;
  end(commit: boolean): void;
  query(sql: string, parameters: readonly RecordValue[]): QueryOutcome;
  execute(sql: string, parameters: readonly RecordValue[]): ExecOutcome;
  migrate(script: string): MigrateOutcome;
  close(): void;
}

/** @throws ForgeError DATABASE_UNUSABLE */
export function openExtensionDatabase(options: ConnectionOptions): ExtensionDatabase {
  return new SqliteDatabase(options);
}

class SqliteDatabase implements ExtensionDatabase {
  readonly #options: ConnectionOptions;
  readonly #writer: Connection;
  readonly #reader: Connection;
  readonly #statements = new Map<Connection, LRUCache<Statement>>();
  #mode: SessionMode | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { writer, reader } = openConnections(options);
    this.#writer = writer;
    this.#reader = reader;
    this.#statements.set(writer, new LRUCache(256));
    this.#statements.set(reader, new LRUCache(256));
  }

  begin(mode: SessionMode): void {
    if (this.#mode !== undefined) throw new Error('a session is open');
    if (mode === 'write') {
      try {
        this.#writer.exec('BEGIN IMMEDIATE');
      } catch (error) {
        throw new ForgeError('DATABASE_UNUSABLE', `The database is locked: ${messageOf(error)}.`, {
          cause: error,
        });
      }
    }
    this.#mode = mode;
  }

  end(commit: boolean): void {
    const mode = this.#mode;
    this.#mode = undefined;
    if (mode === 'write') {
      if (commit && this.#writer.inTransaction) {
        try {
          this.#writer.exec('COMMIT');
          return;
        } catch (error) {
          rollback(this.#writer);
          throw new ForgeError(
            'DATABASE_UNUSABLE',
            `What was written could not be stored: ${messageOf(error)}.`,
            { cause: error },
          );
        }
      }
      rollback(this.#writer);
      return;
    }
    rollback(mode === 'init' ? this.#writer : this.#reader);
  }

  query(sql: string, parameters: readonly RecordValue[]): QueryOutcome {
    return this.#run(sql, parameters, (statement, values) => {
      if (!statement.reader) return { kind: 'error', message: 'The statement returns no rows; use execute.' };
      const { maxRows, maxResultBytes } = this.#options.limits;
      const rows: RecordValue[][] = [];
      let size = 0;
      for (const row of statement.raw(true).iterate(...values) as IterableIterator<unknown[]>) {
        for (const cell of row) size += sizeOf(cell);
        if (rows.length === maxRows || size > maxResultBytes) {
          return {
            kind: 'error',
            message: `The result is larger than ${maxRows} rows or ${maxResultBytes} bytes; add a LIMIT.`,
          };
        }
        rows.push(row.map(fromSql));
      }
      return { kind: 'rows', rows };
    });
  }

  execute(sql: string, parameters: readonly RecordValue[]): ExecOutcome {
    const transaction = this.#transaction(sql);
    if (transaction !== undefined) return transaction;
    return this.#run(sql, parameters, (statement, values, verb): ExecOutcome => {
      if (statement.reader && verb === 'SELECT')
        return { kind: 'error', message: 'The statement returns rows; use query.' };
      if (statement.reader) {
        const rows = statement.raw(true).all(...values);
        return { kind: 'changed', rowsAffected: BigInt(rows.length), lastInsertId: undefined };
      }
      const { changes, lastInsertRowid } = statement.run(...values);
      const inserted = (verb === 'INSERT' || verb === 'REPLACE') && changes > 0;
      return {
        kind: 'changed',
        rowsAffected: BigInt(changes),
        lastInsertId: inserted ? BigInt(lastInsertRowid) : undefined,
      };
    });
  }

  migrate(script: string): MigrateOutcome {
    if (this.#mode !== 'init' && this.#mode !== 'write')
      return { kind: 'error', message: 'Migrations run in init.' };
    const hash = createHash('sha256').update(script).digest('hex');
    const savepoint = this.#mode === 'write' ? 'SAVEPOINT _forge_migration' : 'BEGIN IMMEDIATE';
    let statementNumber = 0;
    try {
      this.#writer.exec(savepoint);
      if (this.#writer.prepare('SELECT 1 FROM _forge_migrations WHERE hash = ?').get(hash) === undefined) {
        for (const statement of splitScript(script)) {
          statementNumber += 1;
          const gated = gate(statement);
          if (gated.kind !== 'statement')
            throw new Error(
              gated.kind === 'refused' ? gated.reason : 'A migration is one transaction already.',
            );
          const prepared = this.#writer.prepare(statement);
          if (prepared.reader) prepared.all();
          else prepared.run();
        }
        this.#writer
          .prepare("INSERT INTO _forge_migrations VALUES (?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))")
          .run(hash);
      }
      this.#writer.exec(this.#mode === 'write' ? 'RELEASE _forge_migration' : 'COMMIT');
      return { kind: 'done' };
    } catch (error) {
      if (this.#mode === 'write') this.#writer.exec('ROLLBACK TO _forge_migration; RELEASE _forge_migration');
      else rollback(this.#writer);
      return {
        kind: 'error',
        message: `Statement ${statementNumber} of the migration failed: ${messageOf(error)}`,
      };
    }
  }

  close(): void {
    this.#reader.close();
    this.#writer.close();
  }

  #run<Outcome>(
    sql: string,
    parameters: readonly RecordValue[],
    use: (statement: Statement, values: readonly unknown[], verb: string) => Outcome,
  ): Outcome | { readonly kind: 'error'; readonly message: string } {
    if (this.#mode === undefined)
      return { kind: 'error', message: 'The database can be used only during a call.' };
    const { maxSqlLength, maxParameters } = this.#options.limits;
    if (sql.length > maxSqlLength)
      return { kind: 'error', message: `A statement may have ${maxSqlLength} characters.` };
    if (parameters.length > maxParameters)
      return { kind: 'error', message: `A statement may have ${maxParameters} parameters.` };
    const gated = gate(sql);
    if (gated.kind === 'refused') return { kind: 'error', message: gated.reason };
    if (gated.kind === 'transaction') return { kind: 'error', message: 'Use execute for transactions.' };
    try {
      return use(this.#prepare(sql), parameters.map(toSql), gated.verb);
    } catch (error) {
      const message = messageOf(error);
      if (this.#mode === 'read' && message.includes('readonly')) {
        return { kind: 'error', message: 'A query field only reads; write in a mutation.' };
      }
      return { kind: 'error', message };
    }
  }

  #transaction(sql: string): ExecOutcome | undefined {
    const gated = gate(sql);
    if (gated.kind !== 'transaction') return undefined;
    if (this.#mode === undefined)
      return { kind: 'error', message: 'The database can be used only during a call.' };
    const connection = this.#mode === 'read' ? this.#reader : this.#writer;
    const name = `"guest_${(gated.name ?? '').replaceAll('"', '')}"`;
    const own = '_forge_guest';
    const translated = {
      begin: `SAVEPOINT ${own}`,
      commit: `RELEASE ${own}`,
      rollback: `ROLLBACK TO ${own}; RELEASE ${own}`,
      savepoint: `SAVEPOINT ${name}`,
      release: `RELEASE ${name}`,
      'rollback-to': `ROLLBACK TO ${name}`,
    }[gated.verb];
    try {
      connection.exec(translated);
      return { kind: 'changed', rowsAffected: 0n, lastInsertId: undefined };
    } catch (error) {
      return { kind: 'error', message: messageOf(error) };
    }
  }

  #prepare(sql: string): Statement {
    const connection = this.#mode === 'read' ? this.#reader : this.#writer;
    const cache = this.#statements.get(connection);
    const cached = cache?.get(sql);
    if (cached !== undefined && !cached.busy) return cached;
    const statement = connection.prepare(sql);
    cache?.set(sql, statement);
    return statement;
  }
}

function rollback(connection: Connection): void {
  if (connection.inTransaction) connection.exec('ROLLBACK');
}
