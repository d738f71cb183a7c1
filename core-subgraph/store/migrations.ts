import { createHash } from 'node:crypto';
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
        throw new ForgeError(
          'DATABASE_UNUSABLE',
          `The migration "${name}" ran in another form on this database.`,
          {
            remedy: 'Start the version of the program that wrote the database, or restore a backup.',
          },
        );
      }
    }
  });
  run.immediate();
}
