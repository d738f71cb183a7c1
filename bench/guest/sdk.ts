import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../temporary-folder.ts';
import { measureQuestions } from './questions.ts';
import { answer, onRepositories, repository, root } from './row-calls.ts';
import { fillDatabase, listSize, openFloor, parentCount } from './rows-database.ts';
import { runGuest, transpileGuest } from './running-guest.ts';

const entry = fileURLToPath(new URL('../guests/rows-sdk/extension.ts', import.meta.url));
const witFolder = fileURLToPath(new URL('../../sdk/wit', import.meta.url));
const ids = Array.from({ length: parentCount }, (_, id) => id);
const parents = JSON.stringify(ids.map(repository));

/** What resolvers written with the SDK cost, against plain JavaScript and better-sqlite3. @returns a table and JSON */
export async function benchSdk(): Promise<string> {
  // As in the thread of a guest. @see subgraph-host/component/worker/main.ts
  process.env = { NODE_ENV: 'production' };
  using folder = temporaryFolder();
  const file = (name: string): string => join(folder.path, `${name}.db`);
  for (const name of ['sdk', 'floor']) fillDatabase(file(name));
  const transpiled = await transpileGuest(entry, '0.3.0', folder.path, witFolder);
  const guest = await runGuest(transpiled, transpiled.metered, file('sdk'));
  const floor = openFloor(file('floor'));
  const { table, results } = measureQuestions({
    'empty call': { SDK: () => answer(guest, [root('empty')]) },
    'one by its key': {
      floor: () => floor.one(7),
      SDK: () => answer(guest, [root('first', 7)]),
    },
    '100 rows': {
      floor: () => floor.list(listSize),
      SDK: () => answer(guest, [root('referred', listSize)]),
      'SDK, read and mapped': () => answer(guest, [root('mapped', listSize)]),
    },
    '10 parents of 5 rows': {
      floor: () => floor.grouped(parents),
      SDK: () => answer(guest, [onRepositories(ids)]),
    },
  });
  return `${table}\n${JSON.stringify(results)}\n`;
}
