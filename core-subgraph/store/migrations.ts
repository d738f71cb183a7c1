import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { Database } from 'better-sqlite3';
import { ForgeError } from '@forgepoint/common/forge-error.ts';

interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** Each runs once, in this order; one that has been released is never changed. */
const migrations: readonly Migration[] = [
  {
    name: '0001-groups-and-repositories',
    sql: `
      CREATE TABLE node (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('group', 'repository')),
        parent_id TEXT REFERENCES node (id),
        slug TEXT NOT NULL,
        remote_url TEXT UNIQUE,
        CHECK (kind = 'repository' OR remote_url IS NULL)
      ) STRICT;
      CREATE UNIQUE INDEX node_by_place ON node (coalesce(parent_id, ''), slug);
      CREATE INDEX node_by_parent ON node (parent_id, kind, slug);
    `,
  },
];

/**
 * Reads who has made a database, before anything is written to it.
 * @throws ForgeError DATABASE_UNUSABLE when that was another program, or a newer version of this one
 */
export function checkOrigin(database: Database, list: readonly Migration[] = migrations): void {
  const tables = database.prepare<[], string>('SELECT name FROM sqlite_schema').pluck().all();
  if (tables.length === 0) return;
  if (!tables.includes('migration')) {
    throw unusable(
      `The database "${basename(database.name)}" belongs to another program: it has tables, but no record of migrations.`,
      'Move it aside, or name another folder by FORGE_DB_PATH; nothing was changed.',
      database.name,
    );
  }
  const known = new Set(list.map(({ name }) => name));
  const unknown = database
    .prepare<[], string>('SELECT name FROM migration')
    .pluck()
    .all()
    .find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw unusable(
    `The database "${basename(database.name)}" was written by a newer version: it has the migration "${unknown}".`,
    'Start that version, or restore a backup from before the upgrade; nothing was changed.',
    database.name,
  );
}

/** @throws ForgeError DATABASE_UNUSABLE when the database was made by another history of migrations */
export function migrate(database: Database, list: readonly Migration[] = migrations): void {
  database.exec(
    'CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, hash TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT',
  );
  const applied = database.prepare<[string], { hash: string }>('SELECT hash FROM migration WHERE name = ?');
  const record = database.prepare(
    "INSERT INTO migration (name, hash, applied_at) VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
  );
  const run = database.transaction(() => {
    for (const { name, sql } of list) {
      const hash = createHash('sha256').update(sql).digest('hex');
      const known = applied.get(name);
      if (known === undefined) {
        database.exec(sql);
        record.run(name, hash);
      } else if (known.hash !== hash) {
        throw unusable(
          `The migration "${name}" ran in another form on this database.`,
          'Start the version of the program that wrote the database, or restore a backup.',
          database.name,
        );
      }
    }
  });
  run.immediate();
}

function unusable(message: string, remedy: string, path: string): ForgeError {
  return new ForgeError('DATABASE_UNUSABLE', message, { remedy, path });
}
