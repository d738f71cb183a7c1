import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../temporary-folder.ts';
import { memoryTable } from './memory.ts';
import { measureQuestions, type Questions } from './questions.ts';
import { answer, onRepositories, repository, root } from './row-calls.ts';
import { fillDatabase, listSize, openFloor, parentCount, type Floor } from './rows-database.ts';
import { runGuest, transpileGuest, type RunningGuest } from './running-guest.ts';

const guests = fileURLToPath(new URL('../guests/', import.meta.url));
const batchSize = 32;
const ids = Array.from({ length: parentCount }, (_, id) => id);
const parents = JSON.stringify(ids.map(repository));

/** What a call costs in each version of the interface, against plain JavaScript and better-sqlite3. @returns tables and JSON */
export async function benchGuest(): Promise<string> {
  // As in the thread of a guest. @see subgraph-host/component/worker/main.ts
  process.env = { NODE_ENV: 'production' };
  using folder = temporaryFolder();
  const file = (name: string): string => join(folder.path, `${name}.db`);
  for (const name of ['0.2.0', '0.3.0', 'floor']) fillDatabase(file(name));
  const start = async (version: '0.2.0' | '0.3.0'): Promise<RunningGuest> => {
    const entry = `${guests}rows-${version.replaceAll('.', '')}.ts`;
    const transpiled = await transpileGuest(entry, version, folder.path);
    return runGuest(transpiled, transpiled.metered, file(version));
  };
  const old = await start('0.2.0');
  const current = await start('0.3.0');
  const { table, results } = measureQuestions(questionsTo(openFloor(file('floor')), old, current));
  return `${table}\n\n${memoryTable({ '0.2.0': old, '0.3.0': current })}\n${JSON.stringify(results)}\n`;
}

function questionsTo(floor: Floor, old: RunningGuest, current: RunningGuest): Questions {
  const one = root('passed', 1);
  return {
    'empty call': {
      '0.2.0': () => answer(old, [root('empty')]),
      '0.3.0': () => answer(current, [root('empty')]),
    },
    'list of 1 row': {
      floor: () => floor.list(1),
      '0.2.0': () => answer(old, [root('rows', 1)]),
      '0.3.0, JSON passed through': () => answer(current, [one]),
      '0.3.0, by reference': () => answer(current, [root('referred', 1)]),
    },
    'one by its key': {
      floor: () => floor.one(7),
      '0.3.0, by reference': () => answer(current, [root('first', 7)]),
    },
    '100 rows': {
      floor: () => floor.list(listSize),
      '0.2.0': () => answer(old, [root('rows', listSize)]),
      '0.3.0, JSON parsed, mapped, written': () => answer(current, [root('mapped', listSize)]),
      '0.3.0, JSON parsed, written': () => answer(current, [root('aliased', listSize)]),
      '0.3.0, JSON passed through': () => answer(current, [root('passed', listSize)]),
      '0.3.0, by reference': () => answer(current, [root('referred', listSize)]),
    },
    '10 parents of 5 rows': {
      floor: () => floor.grouped(parents),
      '0.2.0, one by one': () => answer(old, [onRepositories(ids)]),
      '0.3.0, one by one': () => ids.flatMap((id) => answer(current, [onRepositories([id])])),
      '0.3.0, keyed': () => answer(current, [onRepositories(ids)]),
    },
    '32 calls of 1 row': {
      '0.2.0, one by one': () =>
        answer(
          old,
          Array.from({ length: batchSize }, () => root('rows', 1)),
        ),
      '0.3.0, one by one': () => Array.from({ length: batchSize }, () => answer(current, [one])).flat(),
      '0.3.0, in a batch': () =>
        answer(
          current,
          Array.from({ length: batchSize }, () => one),
        ),
    },
  };
}
