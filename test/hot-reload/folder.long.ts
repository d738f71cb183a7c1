import assert from 'node:assert/strict';
import { appendFile, mkdir, open, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { exampleIssues, fixture } from '../support/guests.ts';
import { Gateway } from '../support/gateway.ts';
import { ended } from '../support/processes.ts';
import { readFile } from 'node:fs/promises';
import { fileOf, logs, messages, put, refuse, remove, replace, shownOf } from './support/extension-files.ts';
import { Versions } from './support/versions.ts';

const what = '{ version }';

describe('a folder of extensions that changes while the gateway serves it', () => {
  let gateway: Gateway;
  let versions: Versions;
  before(async () => {
    versions = await Versions.build();
    gateway = await Gateway.start();
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('has a new extension: it is served', async () => {
    await logs(gateway, messages.composed, () => put(gateway, 'notes', versions.component(1)));
    assert.deepEqual(await gateway.data(what), { version: '0001' });
  });

  it('has another file in the place of one: the new version answers on the same data, the old process ends', async () => {
    await gateway.data('mutation { addNote(text: "kept") }');
    const pid = await gateway.pidOf('notes');
    await replace(gateway, 'notes', versions.component(2));
    const { version, notes } = await gateway.data<{ version: string; notes: { text: string }[] }>(
      '{ version notes { text } }',
    );
    assert.equal(version, '0002');
    assert.deepEqual(
      notes.map(({ text }) => text),
      ['migrated by v_0001', 'kept', 'migrated by v_0002'],
    );
    await ended(pid);
  });

  it('has the same content again: nothing is started', async () => {
    const pid = await gateway.pidOf('notes');
    await logs(gateway, 'an extension is as it was', () => put(gateway, 'notes', versions.component(2)));
    await logs(gateway, 'an extension is as it was', () => utimes(fileOf(gateway, 'notes'), 1, 1));
    assert.equal(await gateway.pidOf('notes'), pid);
    assert.deepEqual(await gateway.data(what), { version: '0002' });
  });

  it('gets a file in pieces: it is taken when it is whole, and never refused', async () => {
    const component = versions.component(3);
    const replaced = gateway.program.log.next('it replaced', ({ msg }) => msg === messages.replaced);
    const from = gateway.program.log.lines.length;
    const file = await open(fileOf(gateway, 'notes'), 'w');
    const pieces = 5;
    for (let piece = 0; piece < pieces; piece += 1) {
      const at = (part: number): number => Math.ceil((component.length / pieces) * part);
      await file.write(component.subarray(at(piece), at(piece + 1)));
      // The gateway has looked at it as it was.
      if (piece < pieces - 1) await shownOf(gateway, 'notes');
      assert.deepEqual(await gateway.data(what), { version: '0002' });
    }
    await file.close();
    await replaced;
    assert.deepEqual(await gateway.data(what), { version: '0003' });
    const refusals = gateway.program.log.lines.slice(from).filter(({ state }) => state === 'refused');
    assert.deepEqual(refusals, []);
  });

  it('changes in several places at once: that is one generation', async () => {
    const from = gateway.program.log.lines.length;
    const issues = await readFile(await exampleIssues());
    const made = { issues, notes: versions.component(4) };
    for (const [name, component] of Object.entries(made)) {
      await writeFile(join(gateway.dir, `${name}.new`), component);
    }
    await logs(gateway, messages.replaced, async () => {
      await Promise.all(
        Object.keys(made).map((name) => rename(join(gateway.dir, `${name}.new`), fileOf(gateway, name))),
      );
    });
    const generations = gateway.program.log.lines.slice(from).filter(({ msg }) => msg === messages.composed);
    assert.deepEqual(
      generations.map(({ subgraphs }) => subgraphs),
      [['core', 'issues', 'notes']],
    );
  });

  it('loses a file: its fields go, its data and its names are kept for when it comes back', async () => {
    const pid = await gateway.pidOf('notes');
    await remove(gateway, 'notes');
    const { errors } = await gateway.query(what);
    assert.match(errors?.[0]?.message ?? '', /Cannot query field "version"/);
    assert.equal(await shownOf(gateway, 'notes'), undefined);
    await ended(pid);
    await logs(gateway, messages.composed, () => put(gateway, 'notes', versions.component(4)));
    const { notes } = await gateway.data<{ notes: { text: string }[] }>('{ notes { text } }');
    assert.equal(notes[1]?.text, 'kept');
  });

  it('has a file under another name: the extension goes on, and the operator is told why', async () => {
    const refused = await logs(gateway, 'a subgraph is refused', () =>
      rename(fileOf(gateway, 'notes'), fileOf(gateway, 'jottings')),
    );
    assert.equal(refused['code'], 'EXTENSION_RENAMED');
    assert.match(String(refused['reason']), /"jottings.wasm" holds what "notes.wasm" held/);
    assert.deepEqual(await gateway.data(what), { version: '0004' });
    await logs(gateway, messages.removed, () =>
      rename(fileOf(gateway, 'jottings'), fileOf(gateway, 'notes')),
    );
    assert.deepEqual(await gateway.data(what), { version: '0004' });
    assert.equal((await shownOf(gateway, 'notes'))?.['state'], 'ready');
  });

  it('is itself replaced by another folder, as a mount may be: no event tells of that, and it is noticed', async () => {
    const folder = join(gateway.dir, 'extensions_dir');
    await mkdir(join(gateway.dir, 'next'));
    await writeFile(join(gateway.dir, 'next/notes.wasm'), versions.component(5));
    await writeFile(join(gateway.dir, 'next/wiki.wasm'), await readFile(await fixture('wiki')));
    const replaced = gateway.program.log.next('it replaced', ({ msg }) => msg === messages.replaced);
    await rename(folder, join(gateway.dir, 'before'));
    await rename(join(gateway.dir, 'next'), folder);
    await replaced;
    assert.deepEqual(await gateway.data(what), { version: '0005' });
  });

  it('cannot be read: what runs goes on', async () => {
    const folder = join(gateway.dir, 'extensions_dir');
    await logs(
      gateway,
      'what is wanted cannot be made; what is served stays',
      () => rename(folder, join(gateway.dir, 'away')),
      ({ code }) => code === 'FOLDER_UNUSABLE',
    );
    assert.deepEqual(await gateway.data(what), { version: '0005' });
    await rename(join(gateway.dir, 'away'), folder);
    await replace(gateway, 'notes', versions.component(6));
    assert.deepEqual(await gateway.data(what), { version: '0006' });
    await refuse(gateway, 'notes', Buffer.from('no component'));
    await appendFile(fileOf(gateway, 'notes'), 'still none');
    assert.deepEqual(await gateway.data(what), { version: '0006' });
  });
});
