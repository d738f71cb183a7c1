import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import type { DatabaseLimits } from './limits.ts';

export type Connection = Database.Database;

export interface ConnectionOptions {
  readonly file: string;
  readonly durable: boolean;
  readonly busyTimeoutMs: number;
  readonly limits: DatabaseLimits;
}

/** Opens the database twice: to write, and with `query_only` to read. @throws ForgeError DATABASE_UNUSABLE */
export function openConnections(options: ConnectionOptions): {
  readonly writer: Connection;
  readonly reader: Connection;
} {
  try {
    mkdirSync(dirname(options.file), { recursive: true, mode: 0o700 });
    const writer = open(options);
    chmodSync(options.file, 0o600);
    writer.exec(
      'CREATE TABLE IF NOT EXISTS _forge_migrations (hash TEXT PRIMARY KEY, applied_at TEXT NOT NULL)',
    );
    const reader = open(options);
    reader.pragma('query_only = ON');
    // Reading once opens the log and its shared memory: later there is no permission left for that.
    reader.prepare('SELECT count(*) FROM sqlite_schema').get();
    return { writer, reader };
  } catch (error) {
    throw new ForgeError(
      'DATABASE_UNUSABLE',
      `The database "${options.file}" cannot be used: ${messageOf(error)}.`,
      {
        remedy: 'Restore it from a backup, or move it aside to begin with an empty one; nothing was changed.',
        cause: error,
      },
    );
  }
}

function open({ file, durable, busyTimeoutMs, limits }: ConnectionOptions): Connection {
  const connection = new Database(file, { timeout: busyTimeoutMs });
  connection.pragma('journal_mode = WAL');
  connection.pragma(`synchronous = ${durable ? 'FULL' : 'OFF'}`);
  connection.pragma('foreign_keys = ON');
  connection.pragma('trusted_schema = OFF');
  connection.pragma('cell_size_check = ON');
  const pageSize = Number(connection.pragma('page_size', { simple: true }));
  connection.pragma(`max_page_count = ${Math.floor(limits.maxDatabaseBytes / pageSize)}`);
  connection.defaultSafeIntegers(true);
  return connection;
}
