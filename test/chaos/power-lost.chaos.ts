import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { logs, messages, put } from '../hot-reload/support/extension-files.ts';
import { Versions } from '../hot-reload/support/versions.ts';
import { Gateway } from '../support/gateway.ts';
import { cannotWatch } from '../support/mutants/system-calls.ts';
import { Random } from '../support/random.ts';
import { Clients, right } from './support/clients.ts';
import { LosingDisk } from './support/losing-disk.ts';
import { addNote } from './support/notes.ts';
import { scale } from './support/scale.ts';
import { WriteRecorder, type FileEvent } from './support/write-recorder.ts';

/** Enough for the log to be written back into the database, more than once in the long form. */
const writes = scale(150, 2_000);
const writers = 4;
const cuts = scale(90, 3_000);
/** Of what was not synced: nothing of it, all of it, or some sectors are there. */
const chances = [0, 1, 0.5];

interface Write {
  readonly text: string;
  /** When the client had the answer; milliseconds since 1970. */
  readonly acknowledged: number;
}

interface Recorded {
  readonly base: ReadonlyMap<string, Buffer>;
  readonly events: readonly FileEvent[];
  readonly written: readonly Write[];
}

/** What a process writes and its client is told while mutations run. @param write sends one, and throws if it isn't done */
async function record(dir: string, pid: number, write: (text: string) => Promise<void>): Promise<Recorded> {
  const recorder = await WriteRecorder.attach(pid);
  // Nobody writes yet, and all that was written is synced.
  const base = new Map(databaseFiles(dir).map((name) => [name, readFileSync(join(dir, name))]));
  const written: Write[] = [];
  let count = 0;
  const writer = async (): Promise<void> => {
    while (count < writes) {
      count += 1;
      const text = `write-${count}`;
      await write(text);
      written.push({ text, acknowledged: Date.now() });
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  const events = await recorder.stop([...base.keys()]);
  return { base, events, written };
}

function databaseFiles(dir: string): readonly string[] {
  return readdirSync(dir).filter((name) => /\.db(?:-wal)?$/.test(name));
}

/** Cuts the power at many moments, each in several ways. @returns how often */
function cutPower({ base, events, written }: Recorded, select: string): number {
  const random = new Random();
  const disk = new LosingDisk(base);
  const dir = mkdtempSync(join(tmpdir(), 'forgepoint-power-'));
  let made = 0;
  try {
    const every = Math.max(1, Math.floor(events.length / (cuts / chances.length)));
    for (const [index, event] of events.entries()) {
      if (index % every === 0) {
        for (const chance of chances) {
          // Just before this event; a sync that has not returned has promised nothing.
          assertKept(disk.lose(random, chance), dir, select, {
            written,
            before: event.from,
            seed: random.seed,
          });
          made += 1;
        }
      }
      disk.apply(event);
    }
  } finally {
    rmSync(dir, { recursive: true });
  }
  return made;
}

function assertKept(
  files: ReadonlyMap<string, Buffer>,
  root: string,
  select: string,
  {
    written,
    before,
    seed,
  }: { readonly written: readonly Write[]; readonly before: number; readonly seed: number },
): void {
  const dir = mkdtempSync(join(root, 'cut-'));
  mkdirSync(dir, { recursive: true });
  for (const [name, content] of files) writeFileSync(join(dir, name), content);
  const name = [...files.keys()].find((file) => file.endsWith('.db')) ?? '';
  const database = new Database(join(dir, name), { fileMustExist: true });
  try {
    assert.deepEqual(database.pragma('integrity_check'), [{ integrity_check: 'ok' }], `seed ${seed}`);
    const kept = new Set(database.prepare(select).pluck().all() as string[]);
    const lost = written.filter(({ text, acknowledged }) => acknowledged < before && !kept.has(text));
    assert.deepEqual(lost, [], `acknowledged writes are lost; seed ${seed}`);
  } finally {
    database.close();
    rmSync(dir, { recursive: true });
  }
}

describe('power that fails while mutations run', { skip: cannotWatch }, () => {
  it('costs an extension nothing that was acknowledged, whatever of the rest has reached the disk', async (t) => {
    const versions = await Versions.build();
    await using gateway = await Gateway.start();
    await logs(gateway, messages.composed, () => put(gateway, 'notes', versions.component(1)));
    using clients = new Clients(gateway.url);
    const dir = join(gateway.dir, 'extensions_dir/notes');
    const padding = 'x'.repeat(40_000);
    const recorded = await record(dir, await gateway.pidOf('notes'), async (text) => {
      right(await clients.ask(addNote(`${text} ${padding}`)));
    });
    const isWrittenBack = recorded.events.some(({ file, kind }) => file === 'notes.db' && kind === 'write');
    assert.ok(isWrittenBack, 'the log was never written back into the database');
    const made = cutPower(recorded, "SELECT substr(text, 1, instr(text, ' ') - 1) FROM note");
    const syncs = recorded.events.filter(({ kind }) => kind === 'sync').length;
    t.diagnostic(`${writes} writes, ${recorded.events.length} events, ${syncs} of them syncs; ${made} cuts`);
  });

  it('costs the core nothing that was acknowledged', async (t) => {
    await using gateway = await Gateway.start();
    using clients = new Clients(gateway.url);
    const dir = join(gateway.dir, '.forge/db');
    const recorded = await record(dir, await gateway.pidOf('core'), async (text) => {
      right(await clients.ask(`mutation { createGroup(input: { slug: "${text}" }) { id } }`));
    });
    const made = cutPower(recorded, 'SELECT slug FROM node');
    t.diagnostic(`${writes} writes, ${recorded.events.length} events; ${made} cuts`);
  });
});
