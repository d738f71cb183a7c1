import { closeSync, lstatSync, openSync, rmSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import type { CopyFacts } from './job.ts';

/** All pages in one step: one view of the database, however much is written meanwhile; readers keep nobody waiting. */
const allPages = 0x7fff_ffff;
const busyTimeoutMs = 10_000;
const maxMigrations = 10_000;

/**
 * Where the core and the host keep which migrations have run.
 * @see core-subgraph/store/migrations.ts
 * @see subgraph-host/storage/migration.ts
 * @see subgraph-host/storage/named-migrations.ts
 */
const ledgers: readonly { readonly table: string; readonly columns: string; readonly order: string }[] = [
  { table: 'migration', columns: 'name, hash', order: 'name' },
  { table: '_forge_migrations', columns: 'NULL AS name, hash', order: 'applied_at, rowid' },
  { table: '_forge_ledger', columns: 'name, hash', order: 'position' },
];

/**
 * Copies a database, also while others write it, and looks whether the copy is whole.
 * @param to a file that is not there
 * @returns what is in it; `undefined` when there is no database yet
 * @throws Error
 */
export async function takeCopy(from: string, to: string): Promise<CopyFacts | undefined> {
  const found = lstatSync(from, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  // Whoever has taken a host over could have put a link to the file of another here.
  if (!found.isFile() || found.nlink !== 1) throw new Error(`"${basename(from)}" is not a regular file`);
  closeSync(openSync(to, 'wx', 0o600));
  const source = new Database(from, { timeout: busyTimeoutMs, fileMustExist: true });
  try {
    await source.backup(to, { progress: () => allPages });
  } finally {
    source.close();
  }
  return factsOf(to);
}

/**
 * Looks at every page of a database, and makes it one file without a log.
 * @throws Error when it is not whole
 */
export function factsOf(file: string): CopyFacts {
  const database = new Database(file, { timeout: busyTimeoutMs, fileMustExist: true });
  try {
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
    database.pragma('journal_mode = DELETE');
    const found = database.pragma('integrity_check(5)') as readonly { readonly integrity_check: string }[];
    const problems = found
      .map(({ integrity_check: problem }) => problem)
      .filter((problem) => problem !== 'ok');
    if (problems.length > 0) throw new Error(`it is damaged: ${problems.join('; ')}`);
    return { bytes: statSync(file).size, migrations: migrationsIn(database) };
  } finally {
    database.close();
  }
}

/** Brings all of a database to the disk. Under its permission model Node has no fsync; SQLite does that with a write. */
export function syncDatabase(file: string): void {
  const database = new Database(file, { timeout: busyTimeoutMs, fileMustExist: true });
  try {
    database.pragma('synchronous = EXTRA');
    const version = Number(database.pragma('user_version', { simple: true }));
    database.pragma(`user_version = ${version}`);
  } finally {
    database.close();
  }
}

function migrationsIn(database: Database.Database): CopyFacts['migrations'] {
  const tables = new Set(
    database.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all(),
  );
  return ledgers
    .filter(({ table }) => tables.has(table))
    .flatMap(
      ({ table, columns, order }) =>
        database
          .prepare(
            `SELECT ${columns}, applied_at AS appliedAt FROM ${table} ORDER BY ${order} LIMIT ${maxMigrations}`,
          )
          .all() as CopyFacts['migrations'],
    );
}

/** Removes databases with what SQLite keeps beside them. */
export function removeFiles(files: readonly string[]): void {
  for (const file of files) {
    for (const part of ['', '-journal', '-wal', '-shm']) rmSync(`${file}${part}`, { force: true });
  }
}
