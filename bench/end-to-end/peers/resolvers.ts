import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';

interface Repository {
  readonly id: string;
}

interface IssueFilter {
  readonly status?: string | null;
  readonly first?: number | null;
}

interface NewIssue {
  readonly title: string;
  readonly description?: string | null;
  readonly repositoryId?: string | null;
}

/** Of a service in plain JavaScript: prepared statements, objects as SQLite gives them, the default for each field. */
export function coreResolvers(database: Database) {
  database.exec(
    'CREATE TABLE IF NOT EXISTS repository (id TEXT PRIMARY KEY, slug TEXT NOT NULL UNIQUE) STRICT',
  );
  const all = database.prepare('SELECT id, slug FROM repository ORDER BY slug');
  const insert = database.prepare('INSERT INTO repository (id, slug) VALUES (?, ?) RETURNING id, slug');
  return {
    Query: { getAllRepositories: () => all.all() },
    Mutation: {
      createRepository: (_root: unknown, { input }: { input: { slug: string } }) =>
        insert.get(randomUUID(), input.slug),
    },
  };
}

/** The same, of issues. */
export function issuesResolvers(database: Database) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS issue (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      title TEXT NOT NULL,
      description TEXT,
      status TEXT NOT NULL DEFAULT 'OPEN',
      created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
      repository_id TEXT
    ) STRICT;
    CREATE INDEX IF NOT EXISTS issue_by_repository ON issue (repository_id, number);
  `);
  const columns = `'issue-' || number AS id, number, title, description, status, created_at AS createdAt,
    repository_id AS repositoryId`;
  const all = database.prepare(
    `SELECT ${columns} FROM issue WHERE @status IS NULL OR status = @status ORDER BY number LIMIT @first`,
  );
  const ofRepository = database.prepare(
    `SELECT ${columns} FROM issue WHERE repository_id = @id AND (@status IS NULL OR status = @status) ORDER BY number`,
  );
  const insert = database.prepare(
    `INSERT INTO issue (title, description, repository_id) VALUES (?, ?, ?) RETURNING ${columns}`,
  );
  return {
    Query: {
      getAllIssues: (_root: unknown, { status = null, first }: IssueFilter) =>
        all.all({ status, first: first ?? 50 }),
    },
    Mutation: {
      createIssue: (_root: unknown, { input }: { input: NewIssue }) =>
        insert.get(input.title, input.description ?? null, input.repositoryId ?? null),
    },
    Repository: {
      issues: ({ id }: Repository, { status = null }: IssueFilter) => ofRepository.all({ id, status }),
    },
    Issue: {
      repository: ({ repositoryId }: { repositoryId: string | null }) =>
        repositoryId === null ? null : { id: repositoryId },
    },
  };
}
