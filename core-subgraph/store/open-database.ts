import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import { migrate } from './migrations.ts';

export interface DatabaseOptions {
  /** Folder of `forge.db`. */
  readonly folder: string;
  /** `false`: the data may be lost with the power. */
  readonly durable: boolean;
  /** Called with every statement that runs. */
  readonly onStatement?: (sql: string) => void;
}

/** @throws ForgeError FOLDER_UNUSABLE, DATABASE_UNUSABLE */
export function openDatabase({ folder, durable, onStatement }: DatabaseOptions): Database.Database {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  } catch (error) {
    throw new ForgeError('FOLDER_UNUSABLE', `The folder "${folder}" cannot be used: ${messageOf(error)}.`, {
      remedy: 'Make it writable, or name another by FORGE_DB_PATH.',
      cause: error,
    });
  }
  const file = join(folder, 'forge.db');
  try {
    const verbose = onStatement === undefined ? undefined : (sql?: unknown) => onStatement(String(sql));
    const database = new Database(file, { timeout: 5_000, verbose });
    chmodSync(file, 0o600);
    database.pragma('journal_mode = WAL');
    database.pragma(`synchronous = ${durable ? 'FULL' : 'OFF'}`);
    database.pragma('foreign_keys = ON');
    migrate(database);
    return database;
  } catch (error) {
    if (error instanceof ForgeError) throw error;
    throw new ForgeError('DATABASE_UNUSABLE', `The database "${file}" cannot be used: ${messageOf(error)}.`, {
      remedy: 'Restore it from a backup, or move it aside to begin with an empty one; nothing was changed.',
      cause: error,
    });
  }
}
