import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { interleaved } from '../p50.ts';
import {
  answer,
  fill,
  listSize,
  onRepositories,
  parentCount,
  root,
  rounds,
  select,
  tableOf,
  temporaryFolder,
  warmUp,
} from './abi.ts';
import { runGuest, transpileGuest } from './running-guest.ts';

const entry = fileURLToPath(new URL('../guests/rows-sdk/extension.ts', import.meta.url));
const witFolder = fileURLToPath(new URL('../../sdk/wit', import.meta.url));

/** What resolvers written with the SDK cost, against plain JavaScript and better-sqlite3. @returns a table and JSON */
export async function benchSdk(): Promise<string> {
  // As in the thread of a guest. @see subgraph-host/component/worker/main.ts
  process.env = { NODE_ENV: 'production' };
  using folder = temporaryFolder();
  const file = (name: string): string => join(folder.path, `${name}.db`);
  for (const name of ['sdk', 'floor']) fill(file(name));
  const transpiled = await transpileGuest(entry, '0.3.0', folder.path, witFolder);
  const guest = await runGuest(transpiled, transpiled.metered, file('sdk'));
  const floor = new Database(file('floor'));
  const list = floor.prepare(`${select} LIMIT ?`);
  const one = floor.prepare(`${select} WHERE number = ?`);
  const results = interleaved(
    {
      'floor: 100 rows': () => JSON.stringify(list.all(listSize)),
      'floor: 1 row': () => JSON.stringify(one.get(7)),
      'SDK: empty call': () => answer(guest, [root('empty')]),
      'SDK: 1 row': () => answer(guest, [root('first', 7)]),
      'SDK: 100 rows': () => answer(guest, [root('referred', listSize)]),
      'SDK: 100 rows, read and mapped': () => answer(guest, [root('mapped', listSize)]),
      'SDK: 10 parents of 5 rows, keyed': () =>
        answer(guest, [onRepositories(Array.from({ length: parentCount }, (_, parent) => parent))]),
    },
    rounds,
    warmUp,
  );
  return `${tableOf(results)}\n${JSON.stringify(results)}\n`;
}
