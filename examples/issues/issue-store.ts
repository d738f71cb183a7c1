import { execute, query, type Value } from './database.ts';
import type { Issue, IssueStatus } from './issue.ts';

/** AUTOINCREMENT, so that SQLite itself gives each number once, even after a deletion. */
export const migrations = `
CREATE TABLE IF NOT EXISTS issues (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL,
  description TEXT,
  status TEXT NOT NULL DEFAULT 'OPEN' CHECK (status IN ('OPEN', 'IN_PROGRESS', 'CLOSED')),
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  repository_id TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS issues_by_repository ON issues (repository_id, number);
CREATE INDEX IF NOT EXISTS issues_by_status ON issues (status, number);
`;

const selectIssues = 'SELECT number, title, description, status, created_at, repository_id FROM issues';

export interface IssueFilter {
  readonly status?: IssueStatus | undefined;
  readonly repositoryId?: string | undefined;
  /** Only issues with a higher number. */
  readonly afterNumber?: number | undefined;
  /** How many at most; all when left out. */
  readonly limit?: number | undefined;
}

/** @returns the issues, the oldest first */
export function findIssues({ status, repositoryId, afterNumber, limit }: IssueFilter): readonly Issue[] {
  const conditions: string[] = [];
  const parameters: Value[] = [];
  const where = (condition: string, value: Value | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    parameters.push(value);
  };
  where('status = ?', status);
  where('repository_id = ?', repositoryId);
  where('number > ?', afterNumber);
  const filter = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return query(`${selectIssues}${filter} ORDER BY number LIMIT ?`, [...parameters, limit ?? -1]).map(toIssue);
}

export function findIssue(number: number): Issue | undefined {
  return query(`${selectIssues} WHERE number = ?`, [number]).map(toIssue)[0];
}

export type NewIssue = Pick<Issue, 'title' | 'description' | 'repositoryId'>;

/** @returns the number of the new issue */
export function insertIssue({ title, description, repositoryId }: NewIssue): number {
  const { lastInsertId } = execute(
    'INSERT INTO issues (title, description, repository_id) VALUES (?, ?, ?)',
    [title, description, repositoryId],
  );
  return Number(lastInsertId);
}

export type IssueChange = Pick<Issue, 'title' | 'description' | 'status'>;

export function updateIssue(number: number, { title, description, status }: IssueChange): void {
  execute('UPDATE issues SET title = ?, description = ?, status = ? WHERE number = ?', [
    title,
    description,
    status,
    number,
  ]);
}

function toIssue(row: readonly Value[]): Issue {
  const [number, title, description, status, createdAt, repositoryId] = row;
  return { number, title, description, status, createdAt, repositoryId } as Issue;
}
