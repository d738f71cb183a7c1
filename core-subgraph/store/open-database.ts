import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { checkDatabaseFile } from '@forgepoint/common/database/check-file.ts';
import { databaseError } from '@forgepoint/common/database/database-error.ts';
import { makePrivateFolder } from '@forgepoint/common/folder.ts';
import { checkOrigin, migrate } from './migrations.ts';

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
  makePrivateFolder({
    path: folder,
    what: 'The folder of the core’s database',
    remedy: 'Make it a folder that this user may write, or name another by FORGE_DB_PATH.',
  });
  const file = join(folder, 'forge.db');
  let database: Database.Database | undefined;
  try {
    checkDatabaseFile({ file });
    const verbose = onStatement === undefined ? undefined : (sql?: unknown) => onStatement(String(sql));
    database = new Database(file, { timeout: 5_000, verbose });
    checkOrigin(database);
    chmodSync(file, 0o600);
    database.pragma('journal_mode = WAL');
    database.pragma(`synchronous = ${durable ? 'FULL' : 'OFF'}`);
    database.pragma('foreign_keys = ON');
    migrate(database);
    return database;
  } catch (error) {
    database?.close();
    throw databaseError({ file }, error);
  }
}
