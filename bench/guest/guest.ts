import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { interleaved, type Measured } from '../p50.ts';
import { memoryTable } from './memory.ts';
import { answer, onRepositories, repository, root, valueOf } from './row-calls.ts';
import { fillDatabase, listSize, openFloor, parentCount, type Floor } from './rows-database.ts';
import { runGuest, transpileGuest, type RunningGuest } from './running-guest.ts';

const guests = fileURLToPath(new URL('../guests/', import.meta.url));
const rounds = 150;
const warmUp = 50;
const batchSize = 32;
const ids = Array.from({ length: parentCount }, (_, id) => id);
const parents = JSON.stringify(ids.map(repository));

type Run = () => ReturnType<typeof answer> | string;

/** What is asked, by the ways of asking it; the first is plain JavaScript, if it is among them. */
type Questions = Readonly<Record<string, Readonly<Record<string, Run>>>>;

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
  const questions = questionsTo(openFloor(file('floor')), old, current);
  for (const [question, ways] of Object.entries(questions)) assertSameAnswers(question, ways);
  const cases = Object.entries(questions).flatMap(([question, ways]) =>
    Object.entries(ways).map(([way, run]) => [nameOf(question, way), run] as const),
  );
  const results = interleaved<string>(Object.fromEntries(cases), rounds, warmUp);
  return `${tableOf(questions, results)}\n\n${memoryTable({ '0.2.0': old, '0.3.0': current })}\n${JSON.stringify(results)}\n`;
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

/** Nothing is measured that does not answer what the others do. @throws Error */
function assertSameAnswers(question: string, ways: Readonly<Record<string, Run>>): void {
  const answers = Object.entries(ways).map(([way, run]) => ({ way, items: leavesOf(valueOf(run())) }));
  for (const { way, items } of answers) {
    if (isDeepStrictEqual(items, answers[0]?.items)) continue;
    throw new Error(`${question}: "${way}" answers something else than "${answers[0]?.way}"`);
  }
}

/** All that is no list, in order: a call's answer stands in a list of its own, and so does a parent's that is asked alone. */
function leavesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]).flatMap(leavesOf) : [value];
}

function nameOf(question: string, way: string): string {
  return `${question}: ${way}`;
}

function tableOf(questions: Questions, results: Readonly<Record<string, Measured>>): string {
  const lines = [
    '| Question | Way | p50, µs | p90, µs | CPU, µs | p50, of the first |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  for (const [question, ways] of Object.entries(questions)) {
    const names = Object.keys(ways);
    const base = results[nameOf(question, names[0] ?? '')]?.p50 ?? Number.NaN;
    for (const way of names) {
      const { p50 = Number.NaN, p90 = Number.NaN, cpu = Number.NaN } = results[nameOf(question, way)] ?? {};
      lines.push(
        `| ${question} | ${way} | ${p50.toFixed(1)} | ${p90.toFixed(1)} | ${cpu.toFixed(1)} | ${(p50 / base).toFixed(2)} |`,
      );
    }
  }
  return lines.join('\n');
}

function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'forgepoint-bench-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
