import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { logs, messages, put, shownOf } from '../hot-reload/support/extension-files.ts';
import { Versions } from '../hot-reload/support/versions.ts';
import { Gateway } from '../support/gateway.ts';
import { Clients } from './support/clients.ts';
import { Ledger } from './support/ledger.ts';
import { addNote, readVersion, storedNotes } from './support/notes.ts';

const cannotMount: string | false =
  process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0
    ? false
    : 'a disk of its own can be mounted by root alone';
const padding = 'x'.repeat(20_000);

/** A small disk in memory. */
class SmallDisk implements Disposable {
  readonly #dir: string;

  constructor(dir: string, options: string) {
    this.#dir = dir;
    mkdirSync(dir, { recursive: true });
    mount(['-t', 'tmpfs', '-o', options, 'tmpfs', dir]);
  }

  become(options: string): void {
    mount(['-o', `remount,${options}`, this.#dir]);
  }

  [Symbol.dispose](): void {
    spawnSync('umount', ['--lazy', this.#dir]);
  }
}

function mount(args: readonly string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

class Folder implements Disposable {
  readonly path: string = mkdtempSync(join(tmpdir(), 'forgepoint-test-'));
  readonly notes: string = join(this.path, 'extensions_dir/notes');

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

async function serveNotes(dir: string, env: Readonly<Record<string, string>> = {}): Promise<Gateway> {
  const versions = await Versions.build();
  mkdirSync(join(dir, 'extensions_dir'), { recursive: true });
  writeFileSync(join(dir, 'extensions_dir/notes.wasm'), versions.component(1));
  return Gateway.start({ dir, env: { FORGE_LOG_LEVEL: 'info', ...env } });
}

/** The same file, saved once more. */
async function saveAgain(gateway: Gateway): Promise<void> {
  const versions = await Versions.build();
  await logs(gateway, messages.composed, () => put(gateway, 'notes', versions.component(1)));
}

async function write(clients: Clients, notes: Ledger): Promise<void> {
  await notes.write((text) => clients.ask(addNote(text)));
}

describe('a disk that is full', { skip: cannotMount }, () => {
  it('costs mutations a code and nothing that is stored; with more space they go on', async () => {
    using folder = new Folder();
    using disk = new SmallDisk(folder.notes, 'size=1m');
    await using gateway = await serveNotes(folder.path);
    using clients = new Clients(gateway.url);
    const notes = new Ledger('note');
    const fill = new Ledger('fill');
    while (fill.refused.length < 5) await fill.write((text) => clients.ask(addNote(`${text} ${padding}`)));
    assert.deepEqual(Object.keys(fill.codes), ['MUTATION_NOT_STORED']);
    assert.equal(await readVersion(clients), 1);
    const stored = storedNotes(gateway.dir).filter((text) => text.startsWith('fill '));
    assert.deepEqual(
      stored.map((text) => text.replace(` ${padding}`, '')).toSorted(),
      fill.acknowledged.toSorted(),
    );
    disk.become('size=64m');
    await write(clients, notes);
    assert.equal(notes.acknowledged.length, 1);
    notes.assertKept(storedNotes(gateway.dir));
  });
});

describe('a folder of data that cannot be written', { skip: cannotMount }, () => {
  it('keeps its extension out, with a code; saved again once it can be written, it is served', async () => {
    using folder = new Folder();
    using disk = new SmallDisk(folder.notes, 'size=8m,ro');
    await using gateway = await serveNotes(folder.path);
    const shown = await shownOf(gateway, 'notes');
    assert.equal(shown?.['state'], 'refused');
    assert.ok(
      ['DATABASE_UNUSABLE', 'FOLDER_UNUSABLE'].includes(String(shown['code'])),
      JSON.stringify(shown),
    );
    assert.deepEqual(await gateway.data('{ getAllGroups { slug } }'), { getAllGroups: [] });
    disk.become('rw');
    await saveAgain(gateway);
    using clients = new Clients(gateway.url);
    assert.equal(await readVersion(clients), 1);
    const notes = new Ledger('note');
    await write(clients, notes);
    assert.equal(notes.acknowledged.length, 1);
  });
});

describe('a database that another process has locked', () => {
  it('costs mutations a code, queries nothing; once it is let go they are stored', async () => {
    using folder = new Folder();
    await using gateway = await serveNotes(folder.path);
    using clients = new Clients(gateway.url);
    const notes = new Ledger('note');
    const other = new Database(join(folder.notes, 'notes.db'));
    other.exec('BEGIN IMMEDIATE');
    await write(clients, notes);
    assert.deepEqual(notes.codes, { MUTATION_NOT_STORED: 1 });
    assert.equal(await readVersion(clients), 1);
    other.exec('ROLLBACK');
    other.close();
    await write(clients, notes);
    assert.equal(notes.acknowledged.length, 1);
    notes.assertKept(storedNotes(folder.path));
  });
});

describe('a database that is damaged while it is served', () => {
  it('is left as it is, and told of with a code; put back, it is served with all that was acknowledged', async () => {
    using folder = new Folder();
    await using gateway = await serveNotes(folder.path);
    using clients = new Clients(gateway.url);
    const notes = new Ledger('note');
    for (let count = 0; count < 20; count += 1) await write(clients, notes);
    const file = join(folder.notes, 'notes.db');
    const pid = await gateway.pidOf('notes');
    process.kill(pid, 'SIGSTOP');
    const files = ['', '-wal'].map((suffix) => `${file}${suffix}`);
    for (const one of files) copyFileSync(one, `${one}.good`);
    for (const one of files) writeFileSync(one, damaged(readFileSync(one)));
    const bad = files.map((one) => readFileSync(one));
    const refused = gateway.program.log.next('the refusal', ({ state }) => state === 'refused');
    process.kill(pid, 'SIGKILL');
    assert.equal((await refused)['code'], 'DATABASE_UNUSABLE');
    assert.deepEqual(
      files.map((one) => readFileSync(one)),
      bad,
    );
    const { data, errors } = await clients.ask('{ version getAllGroups { slug } }');
    assert.deepEqual(data, { version: null, getAllGroups: [] });
    assert.equal(errors?.[0]?.extensions?.code, 'EXTENSION_UNAVAILABLE');

    for (const one of files) copyFileSync(`${one}.good`, one);
    rmSync(`${file}-shm`, { force: true });
    await saveAgain(gateway);
    assert.equal(await readVersion(clients), 1);
    await write(clients, notes);
    assert.equal(notes.acknowledged.length, 21);
    notes.assertKept(storedNotes(folder.path));
  });
});

/** Its beginning is another's. */
function damaged(content: Buffer): Buffer {
  const made = Buffer.from(content);
  made.write('Dear diary, '.repeat(8), 0, 'latin1');
  return made;
}
