/** AUTOINCREMENT, so that SQLite itself gives each number once, even after a deletion. */
export const migrations = {
  '0001-issues': `
    CREATE TABLE issues (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL GENERATED ALWAYS AS ('issue-' || number) VIRTUAL,
      title TEXT NOT NULL,
      description TEXT,
      status TEXT NOT NULL DEFAULT 'OPEN' CHECK (status IN ('OPEN', 'IN_PROGRESS', 'CLOSED')),
      created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
      repository_id TEXT
    ) STRICT;
    CREATE UNIQUE INDEX issues_by_id ON issues (id);
    CREATE INDEX issues_by_repository ON issues (repository_id, number);
    CREATE INDEX issues_by_status ON issues (status, number);
  `,
};
