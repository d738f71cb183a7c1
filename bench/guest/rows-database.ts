import Database from 'better-sqlite3';

export const listSize = 100;
export const parentCount = 10;
const rowsPerParent = 5;

const createItems = `CREATE TABLE item (
  number INTEGER PRIMARY KEY, title TEXT NOT NULL, description TEXT, status TEXT NOT NULL, created_at TEXT NOT NULL,
  repository_id TEXT, votes INTEGER NOT NULL
) STRICT;
CREATE INDEX item_by_repository ON item (repository_id);`;
const select =
  'SELECT number, title, description, status, created_at AS createdAt, repository_id AS repositoryId, votes FROM item';

interface Item {
  readonly repositoryId: string | null;
}

/** What the guests answer, from plain JavaScript and better-sqlite3 with the same statements. Each gives JSON. */
export interface Floor {
  list(count: number): string;
  one(number: number): string;
  /** @param parents JSON array of repositories */
  grouped(parents: string): string;
}

export function openFloor(file: string): Floor {
  const database = new Database(file);
  const list = database.prepare(`${select} LIMIT ?`);
  const one = database.prepare(`${select} WHERE number = ?`);
  const keyed = database.prepare(
    `${select} WHERE repository_id IN (SELECT value ->> 'id' FROM json_each(?))`,
  );
  return {
    list: (count) => JSON.stringify(list.all(count)),
    one: (number) => JSON.stringify(one.get(number)),
    grouped: (parents) => {
      const groups = Map.groupBy(keyed.all(parents) as Item[], ({ repositoryId }) => repositoryId);
      const ids = JSON.parse(parents) as { readonly id: string }[];
      return JSON.stringify(ids.map(({ id }) => groups.get(id) ?? []));
    },
  };
}

export function fillDatabase(file: string): void {
  const database = new Database(file);
  database.exec(createItems);
  const insert = database.prepare('INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (let number = 1; number <= listSize; number += 1) {
    const repository = number <= parentCount * rowsPerParent ? `repository-${number % parentCount}` : null;
    insert.run(
      number,
      `Issue number ${number}`,
      'The page does not load when nobody is signed in',
      'OPEN',
      '2026-01-31T09:30:00.000Z',
      repository,
      number * 3,
    );
  }
  database.close();
}
