import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { logs, messages, put, replace } from '../hot-reload/support/extension-files.ts';
import { Versions } from '../hot-reload/support/versions.ts';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues } from '../support/guests.ts';
import { descendantsOf, residentMebibytes } from '../support/processes.ts';
import { Clients, right } from './support/clients.ts';
import { Heaps } from './support/heap.ts';
import { killHost } from './support/kill-host.ts';
import { Ledger } from './support/ledger.ts';
import { Load } from './support/load.ts';
import { addNote, storedNotes } from './support/notes.ts';

const minutes = Number(process.env['FORGE_SOAK_MINUTES'] ?? 10);
const minuteMs = 60_000;
const operations = 1_000;
const swapEveryMs = 10_000;
/** Each so many swaps the process of the other extension is killed. */
const swapsToKill = 3;
/** From this part of the time on it may grow by so much. */
const warmedUp = 0.3;
const maxGrowth = 0.05;

interface Memory {
  /** Of the control process and of the one that serves, after a forced collection; MiB. */
  readonly control: number;
  readonly serving: number;
  /** What the processes of core and of the extension that isn't replaced hold of the machine's memory; MiB. */
  readonly core: number;
  readonly host: number;
}

describe(`${minutes} minutes of ${operations} distinct operations, swaps and restarts`, () => {
  it('fails nothing, loses nothing and needs no more memory at the end than when it was warm', async (t) => {
    const versions = await Versions.build();
    await using gateway = await Gateway.start({
      extensions: { issues: await exampleIssues() },
      env: { FORGE_LOG_LEVEL: 'info', ...Heaps.inspectable },
    });
    await logs(gateway, messages.composed, () => put(gateway, 'notes', versions.component(1)));
    using clients = new Clients(gateway.url);
    await using load = new Load();
    const heaps = new Heaps(gateway.program);
    const notes = new Ledger('note');
    let next = 0;
    const outcomes = [
      load.every(20, async () => {
        next = (next + 1) % operations;
        const alias = `v${next}`;
        const data = right(
          await clients.ask(`query Asks_${alias} { ${alias}: version getAllGroups { slug } }`),
        );
        assert.match(String(data[alias]), /^\d{4}$/);
      }),
      load.every(5, () => notes.write((text) => clients.ask(addNote(text)))),
    ];
    const memory = async (): Promise<Memory> => ({
      control: await mebibytes(heaps, gateway.program.pid),
      serving: await mebibytes(heaps, servingOf(gateway)),
      core: residentMebibytes(await gateway.pidOf('core')),
      host: residentMebibytes(await gateway.pidOf('issues')),
    });
    const begun = performance.now();
    const lastsMs = minutes * minuteMs;
    let warm: Memory | undefined;
    let swaps = 0;
    let kills = 0;
    while (performance.now() - begun < lastsMs) {
      const started = performance.now();
      swaps += 1;
      await replace(gateway, 'notes', versions.component(swaps + 1));
      if (swaps % swapsToKill === 0) {
        await killHost(gateway, 'issues');
        kills += 1;
      }
      await pause(Math.max(0, swapEveryMs - (performance.now() - started)));
      if (performance.now() - begun > lastsMs * warmedUp) warm ??= await memory();
    }
    const end = await memory();
    await load.stop();
    const answered = outcomes.reduce((sum, outcome) => sum + outcome.answered, 0);
    t.diagnostic(`${answered} answers, ${swaps} swaps, ${kills} kills`);
    t.diagnostic(`warm ${JSON.stringify(warm)}, at the end ${JSON.stringify(end)} (MiB)`);
    for (const { failures } of outcomes) assert.deepEqual(failures, []);
    assert.deepEqual([notes.unknown, notes.refused], [[], []]);
    notes.assertKept(storedNotes(gateway.dir));
    if (warm === undefined) throw new Error('it was never warm');
    for (const part of ['control', 'serving'] as const) {
      const growth: number = end[part] / warm[part] - 1;
      assert.ok(growth < maxGrowth, `the heap of the ${part} process grew by ${(growth * 100).toFixed(1)} %`);
    }
  });
});

async function mebibytes(heaps: Heaps, pid: number): Promise<number> {
  return Math.round(((await heaps.usedBy(pid)) / 1024 ** 2) * 100) / 100;
}

/** The last that was started and serves: the one after it is the spare. */
function servingOf(gateway: Gateway): number {
  const line = gateway.program.log.lines.findLast(({ msg }) => msg === 'serving a new generation');
  const [pid = 0] = (line?.['childPids'] ?? []) as number[];
  assert.ok(descendantsOf(gateway.program.pid).includes(pid));
  assert.match(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), /gateway\/serving/);
  return pid;
}
