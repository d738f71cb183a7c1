import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import type { CallEnd, GuestCall } from '../../subgraph-host/component/guest-call.ts';
import { attempt } from '../../subgraph-host/component/worker/attempt.ts';
import { interleaved, type Measured } from '../p50.ts';
import { runGuest, transpileGuest, type RunningGuest } from './running-guest.ts';

const guests = fileURLToPath(new URL('../guests/', import.meta.url));
export const rounds = 150;
export const warmUp = 50;
export const listSize = 100;
const batchSize = 32;
export const parentCount = 10;
const rowsPerParent = 5;

const createItems = `CREATE TABLE item (
  number INTEGER PRIMARY KEY, title TEXT NOT NULL, description TEXT, status TEXT NOT NULL, created_at TEXT NOT NULL,
  repository_id TEXT, votes INTEGER NOT NULL
) STRICT;
CREATE INDEX item_by_repository ON item (repository_id);`;
export const select =
  'SELECT number, title, description, status, created_at AS createdAt, repository_id AS repositoryId, votes FROM item';

/** What a call costs in each version of the interface, against plain JavaScript and better-sqlite3. @returns a table and JSON */
export async function benchAbi(): Promise<string> {
  // As in the thread of a guest. @see subgraph-host/component/worker/main.ts
  process.env = { NODE_ENV: 'production' };
  using folder = temporaryFolder();
  const file = (name: string): string => join(folder.path, `${name}.db`);
  for (const name of ['0.2.0', '0.3.0', 'floor']) fill(file(name));
  const start = async (version: '0.2.0' | '0.3.0'): Promise<RunningGuest> => {
    const transpiled = await transpileGuest(
      `${guests}rows-${version.replaceAll('.', '')}.ts`,
      version,
      folder.path,
    );
    return runGuest(transpiled, transpiled.metered, file(version));
  };
  const old = await start('0.2.0');
  const current = await start('0.3.0');
  const floor = new Database(file('floor'));
  const list = floor.prepare(`${select} LIMIT ?`);
  const one = floor.prepare(`${select} WHERE number = ?`);

  const results = interleaved(
    {
      'floor: 100 rows': () => JSON.stringify(list.all(listSize)),
      'floor: 1 row': () => JSON.stringify(one.get(7)),
      '0.2.0: empty call': () => answer(old, [root('empty')]),
      '0.3.0: empty call': () => answer(current, [root('empty')]),
      '0.2.0: 1 row': () => answer(old, [root('rows', 1)]),
      '0.3.0: 1 row, passed through as JSON': () => answer(current, [root('passed', 1)]),
      '0.3.0: 1 row by reference': () => answer(current, [root('first', 7)]),
      '0.2.0: 100 rows': () => answer(old, [root('rows', listSize)]),
      '0.3.0: 100 rows as JSON, parsed, mapped, stringified': () =>
        answer(current, [root('mapped', listSize)]),
      '0.3.0: 100 rows as JSON, parsed, stringified': () => answer(current, [root('aliased', listSize)]),
      '0.3.0: 100 rows as JSON, passed through': () => answer(current, [root('passed', listSize)]),
      '0.3.0: 100 rows by reference': () => answer(current, [root('referred', listSize)]),
      '0.3.0: 32 calls of 1 row, one by one': () => {
        for (let call = 0; call < batchSize; call += 1) answer(current, [root('passed', 1)]);
      },
      '0.3.0: 32 calls of 1 row, in a batch': () =>
        answer(
          current,
          Array.from({ length: batchSize }, () => root('passed', 1)),
        ),
      '0.3.0: 10 parents of 5 rows, one by one': () => {
        for (let parent = 0; parent < parentCount; parent += 1) answer(current, [onRepositories([parent])]);
      },
      '0.3.0: 10 parents of 5 rows, keyed': () =>
        answer(current, [onRepositories(Array.from({ length: parentCount }, (_, parent) => parent))]),
    },
    rounds,
    warmUp,
  );
  return `${tableOf(results)}\n${JSON.stringify(results)}\n`;
}

export function answer({ instance, parts }: RunningGuest, calls: readonly GuestCall[]): readonly CallEnd[] {
  const made = attempt(parts, instance, calls, 'read');
  if (made.kind === 'ended' && made.ends.every(({ kind }) => kind === 'json')) return made.ends;
  throw new Error(`a call has failed: ${JSON.stringify(made)}`);
}

const scope = {
  requestId: '01234567-89ab-cdef-0123-456789abcdef',
  repository: null,
  user: { id: 'u1', username: 'ada', displayName: null, email: null },
};

export function root(field: string, count = 0): GuestCall {
  return { kind: 'root', parentType: 'Query', field, args: JSON.stringify({ count }), scope };
}

export function onRepositories(numbers: readonly number[]): GuestCall {
  const parents = numbers.map((number) => ({
    json: JSON.stringify({ __typename: 'Repository', id: `repository-${number}` }),
    scope,
  }));
  return { kind: 'field', parentType: 'Repository', field: 'items', args: '{}', parents };
}

export function fill(file: string): void {
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

export function tableOf(results: Readonly<Record<string, Measured>>): string {
  const baseOf = (name: string): number =>
    (results[/\b1 row\b/.test(name) ? 'floor: 1 row' : 'floor: 100 rows'] as Measured).p50;
  const isComparable = (name: string): boolean => /: (?:1 row|100 rows)/.test(name);
  return [
    '| Call | p50, µs | p90, µs | of the floor |',
    '| --- | --- | --- | --- |',
    ...Object.entries(results).map(([name, { p50, p90 }]) => {
      const ratio = isComparable(name) ? (p50 / baseOf(name)).toFixed(2) : '';
      return `| ${name} | ${p50.toFixed(1)} | ${p90.toFixed(1)} | ${ratio} |`;
    }),
  ].join('\n');
}

export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'forgepoint-bench-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
