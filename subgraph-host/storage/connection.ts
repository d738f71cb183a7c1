import { basename } from 'node:path';
import Database from 'better-sqlite3';
import type { DatabaseLimits } from '@forgepoint/common/database-limits.ts';
import { databaseError, type DatabaseOwner } from '@forgepoint/common/database/database-error.ts';
import { prepareDatabaseFile } from './database-file.ts';
import { assertKnownEngine } from './known-engine.ts';
import { hostPrefix } from './sql/policy.ts';
import type { StatementObserver } from './statement-observer.ts';

export type Connection = Database.Database;

export interface ConnectionOptions {
  readonly file: string;
  /** `false`: the data may be lost with the power. */
  readonly durable: boolean;
  readonly busyTimeoutMs: number;
  readonly limits: DatabaseLimits;
  readonly onStatement?: StatementObserver;
}

/** The most that the engine is built for: with all of them taken, ATTACH and VACUUM fail by themselves. */
const attachSlots = 10;
/** Enough for what ANALYZE keeps about an empty database. */
const maxSlotBytes = 64 * 1024;
/** What is left of the log after a checkpoint, bytes. */
const maxIdleLogBytes = 16 * 1024 ** 2;

/** Opens the database twice: to write, and with `query_only` to read. @throws ForgeError DATABASE_UNUSABLE */
export function openConnections(options: ConnectionOptions): {
  readonly writer: Connection;
  readonly reader: Connection;
} {
  const opened: Connection[] = [];
  try {
    prepareDatabaseFile(options.file);
    const writer = open(options, opened);
    assertKnownEngine(writer);
    writer.exec(
      `CREATE TABLE IF NOT EXISTS main.${hostPrefix}migrations (hash TEXT PRIMARY KEY, applied_at TEXT NOT NULL)`,
    );
    const reader = open(options, opened);
    reader.pragma('query_only = ON');
    // Reading again opens the log and its shared memory: later there is no permission left for that.
    reader.prepare('SELECT count(*) FROM sqlite_schema').get();
    return { writer, reader };
  } catch (error) {
    for (const connection of opened) connection.close();
    throw databaseError(ownerOf(options), error);
  }
}

/** A database is named after its extension. */
export function ownerOf({ file }: ConnectionOptions): DatabaseOwner {
  return { file, extension: basename(file, '.db') };
}

/** better-sqlite3 opens every connection with `SQLITE_DBCONFIG_DEFENSIVE`. */
function open({ file, durable, busyTimeoutMs, limits }: ConnectionOptions, opened: Connection[]): Connection {
  const connection = new Database(file, { timeout: busyTimeoutMs, fileMustExist: true });
  opened.push(connection);
  // What can't be read must not be written: changing the journal's mode is a write.
  connection.prepare('SELECT count(*) FROM sqlite_schema').get();
  connection.pragma('journal_mode = WAL');
  connection.pragma(`journal_size_limit = ${maxIdleLogBytes}`);
  connection.pragma(`synchronous = ${durable ? 'FULL' : 'OFF'}`);
  connection.pragma('foreign_keys = ON');
  connection.pragma('trusted_schema = OFF');
  connection.pragma('cell_size_check = ON');
  // Otherwise sorting and temporary tables write into the machine's folder for temporary files.
  connection.pragma('temp_store = MEMORY');
  limitSize(connection, 'main', limits.maxDatabaseBytes);
  limitSize(connection, 'temp', limits.maxTemporaryBytes);
  for (let slot = 0; slot < attachSlots; slot += 1) {
    connection.exec(`ATTACH ':memory:' AS ${hostPrefix}slot_${slot}`);
    limitSize(connection, `${hostPrefix}slot_${slot}`, maxSlotBytes);
  }
  connection.defaultSafeIntegers(true);
  return connection;
}

function limitSize(connection: Connection, schema: string, maxBytes: number): void {
  const pageSize = Number(connection.pragma(`${schema}.page_size`, { simple: true }));
  connection.pragma(`${schema}.max_page_count = ${Math.max(1, Math.floor(maxBytes / pageSize))}`);
}
