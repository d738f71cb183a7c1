import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { runForge, type Run } from '../cli/support/forge.ts';
import { put } from '../hot-reload/support/extension-files.ts';
import { Versions } from '../hot-reload/support/versions.ts';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues } from '../support/guests.ts';
import { checksumOf } from '../../gateway/data/manifest.ts';
import type { BackupManifest } from '../../gateway/operated/backup-shapes.ts';
import { Operator } from './support/operator.ts';

async function titles(gateway: Gateway): Promise<readonly string[]> {
  const { getAllIssues } = await gateway.data<{ getAllIssues: { title: string }[] }>(
    '{ getAllIssues { title } }',
  );
  return getAllIssues.map(({ title }) => title);
}

async function create(gateway: Gateway, title: string): Promise<void> {
  await gateway.data(
    'mutation Add($title: String!) { createIssue(input: { title: $title, description: "" }) { id } }',
    {
      title,
    },
  );
}

async function groups(gateway: Gateway): Promise<readonly string[]> {
  const { getAllGroups } = await gateway.data<{ getAllGroups: { slug: string }[] }>(
    '{ getAllGroups { slug } }',
  );
  return getAllGroups.map(({ slug }) => slug);
}

async function createGroup(gateway: Gateway, slug: string): Promise<void> {
  await gateway.data('mutation Group($slug: String!) { createGroup(input: { slug: $slug }) { id } }', {
    slug,
  });
}

function manifestOf(folder: string): BackupManifest {
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as BackupManifest;
}

type Entry = BackupManifest['entries'][number];

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Makes a change to a database of a backup that its manifest agrees with. */
function forge(folder: string, file: string, sql: string): void {
  const database = new Database(join(folder, file));
  database.exec(sql);
  database.close();
  const written = manifestOf(folder);
  const entries = written.entries.map((entry) =>
    entry.file === file
      ? { ...entry, bytes: statSync(join(folder, file)).size, sha256: sha256(join(folder, file)) }
      : entry,
  );
  const manifest = { ...written, entries };
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({ ...manifest, checksum: checksumOf(manifest) }),
  );
}

describe('the data of a gateway that runs', () => {
  let gateway: Gateway;
  let operator: Operator;
  let backups = 0;
  before(async () => {
    gateway = await Gateway.start({ extensions: { issues: await exampleIssues() } });
    operator = await Operator.of(gateway);
    const versions = await Versions.build();
    await put(gateway, 'notes', versions.component(1));
    await gateway.pidOf('notes');
    await operator.order('notes', 'reload');
  });
  after(() => gateway[Symbol.asyncDispose]());
  beforeEach(() => {
    backups += 1;
  });

  const to = (): string => join(gateway.dir, `backup-${backups}`);
  const issuesFolder = (): string => join(gateway.dir, 'extensions_dir/issues');

  it('is backed up while clients write: all that was acknowledged before is in it, and no write fails', async () => {
    const acknowledged: string[] = [];
    const done = new AbortController();
    const writing = async (writer: number): Promise<void> => {
      for (let count = 0; !done.signal.aborted; count += 1) {
        const title = `issue ${writer}-${count}`;
        await create(gateway, title);
        acknowledged.push(title);
      }
    };
    const writers = [writing(1), writing(2)];
    await createGroup(gateway, 'kept');
    const atLeast = acknowledged.slice();
    const { status, json: manifest } = await operator.post('/v1/backups', { to: to() });
    done.abort();
    await Promise.all(writers);
    assert.equal(status, 200);
    assert.deepEqual(manifest, manifestOf(to()));
    assert.deepEqual(readdirSync(to()).toSorted(), [
      'claims.json',
      'forge.db',
      'issues.db',
      'manifest.json',
      'notes.db',
    ]);
    assert.deepEqual(
      readdirSync(gateway.dir).filter((name) => name.includes('partial')),
      [],
    );
    for (const { file, sha256: expected, bytes } of manifest.entries) {
      assert.equal(sha256(join(to(), file)), expected);
      assert.equal(statSync(join(to(), file)).size, bytes);
      assert.equal(statSync(join(to(), file)).mode & 0o777, 0o600);
    }
    const { json: issues } = await operator.get('/v1/extensions/issues');
    const [core, entry] = manifest.entries as [Entry, Entry];
    assert.equal(core.migrations[0]?.name, '0001-groups-and-repositories');
    assert.deepEqual(entry.running, {
      version: issues.version,
      digest: issues.digest,
      revision: issues.revision,
    });
    assert.match(entry.migrations[0]?.hash ?? '', /^[0-9a-f]{64}$/);
    using database = closing(new Database(join(to(), 'issues.db'), { readonly: true }));
    assert.equal(database.value.pragma('integrity_check', { simple: true }), 'ok');
    assert.equal(database.value.pragma('journal_mode', { simple: true }), 'delete');
    const copied = new Set(database.value.prepare('SELECT title FROM issues').pluck().all());
    assert.deepEqual(
      atLeast.filter((title) => !copied.has(title)),
      [],
    );
    assert.deepEqual(
      readdirSync(issuesFolder()).filter((name) => name.startsWith('.')),
      [],
    );
  });

  it('comes back by a restore, of one or of all, and what it replaces is kept beside', async () => {
    await create(gateway, 'before');
    await createGroup(gateway, 'before');
    const old = await titles(gateway);
    await operator.post('/v1/backups', { to: to() });
    await create(gateway, 'after');
    await createGroup(gateway, 'after');

    const pids = async () =>
      Object.fromEntries(
        (await operator.get('/v1/status')).json.subgraphs.map(({ name, pid }: Record<string, unknown>) => [
          name,
          pid,
        ]),
      ) as Record<string, number>;
    const earlier = await pids();
    const one = await operator.post('/v1/restores', { from: to(), names: ['issues'] });
    assert.deepEqual([one.status, one.json.names], [200, ['issues']]);
    assert.deepEqual(await titles(gateway), old);
    assert.deepEqual(await groups(gateway), ['after', 'before', 'kept']);
    const now = await pids();
    assert.notEqual(now['issues'], earlier['issues']);
    assert.deepEqual([now['notes'], now['core']], [earlier['notes'], earlier['core']]);
    using kept = closing(new Database(join(issuesFolder(), one.json.kept, 'issues.db')));
    const titleAfter = kept.value.prepare("SELECT count(*) FROM issues WHERE title = 'after'").pluck().get();
    assert.equal(titleAfter, 1);

    await create(gateway, 'once more');
    const all = await operator.post('/v1/restores', { from: to() });
    assert.deepEqual(all.json.names, ['core', 'issues', 'notes']);
    assert.deepEqual(await titles(gateway), old);
    assert.deepEqual(await groups(gateway), ['before', 'kept']);
    assert.deepEqual(await gateway.data('{ version }'), { version: '0001' });
    await create(gateway, 'as ever');
  });

  it('is not touched by a backup that is not what was written', async () => {
    await operator.post('/v1/backups', { to: to() });
    const { json: shown } = await operator.get('/v1/extensions/issues');
    const refusal = async (names?: readonly string[]) => {
      const { status, json } = await operator.post('/v1/restores', { from: to(), names });
      assert.deepEqual([status, json.error.code], [422, 'BACKUP_INVALID']);
      return json.error.message as string;
    };
    assert.match(await refusal(['wiki']), /holds nothing of "wiki", but of core, issues, notes/);
    const file = join(to(), 'issues.db');
    const good = readFileSync(file);
    const flipped = Buffer.from(good);
    flipped.writeUInt8(flipped.readUInt8(5_000) ^ 1, 5_000);
    writeFileSync(file, flipped);
    assert.match(await refusal(), /checksum of "issues\.db", of "issues", is wrong/);
    writeFileSync(file, good.subarray(0, -4_096));
    assert.match(await refusal(), /checksum of "issues\.db"/);
    writeFileSync(file, good);
    const manifest = readFileSync(join(to(), 'manifest.json'), 'utf8');
    writeFileSync(join(to(), 'manifest.json'), manifest.replace(/"version": "[^"]*"/, '"version": "9.9.9"'));
    assert.match(await refusal(), /manifest\.json was changed/);
    writeFileSync(join(to(), 'manifest.json'), manifest);
    writeFileSync(join(to(), 'claims.json'), '{}');
    assert.match(await refusal(), /checksum of "claims\.json" is wrong/);
    assert.equal((await operator.get('/v1/extensions/issues')).json.pid, shown.pid);
  });

  it('is served again as it was when an extension does not start with the backup', async () => {
    await create(gateway, 'stays');
    await operator.post('/v1/backups', { to: to() });
    forge(to(), 'issues.db', 'PRAGMA application_id = 4711');
    await create(gateway, 'stays as well');
    const old = await titles(gateway);
    const { status, json } = await operator.post('/v1/restores', { from: to() });
    assert.deepEqual([status, json.error.code, json.error.extension], [422, 'RESTORE_FAILED', 'issues']);
    assert.match(json.error.message, /DATABASE_UNUSABLE/);
    assert.deepEqual(await titles(gateway), old);
    await create(gateway, 'goes on');
    assert.deepEqual(
      readdirSync(issuesFolder()).filter((name) => name.startsWith('.')),
      [],
    );
  });

  it('is backed up whole or not at all', async () => {
    mkdirSync(join(gateway.dir, 'extensions_dir/wiki'));
    writeFileSync(join(gateway.dir, 'extensions_dir/wiki/wiki.db'), 'x'.repeat(8_192));
    const damaged = await operator.post('/v1/backups', { to: to() });
    assert.deepEqual(
      [damaged.status, damaged.json.error.code, damaged.json.error.extension],
      [422, 'BACKUP_FAILED', 'wiki'],
    );
    const inFile = await operator.post('/v1/backups', {
      to: join(gateway.dir, 'extensions_dir/issues.wasm/here'),
    });
    assert.equal(inFile.json.error.code, 'BACKUP_FAILED');
    assert.deepEqual(
      readdirSync(gateway.dir).filter((name) => name.startsWith(`backup-${backups}`)),
      [],
    );
    assert.equal((await operator.post('/v1/backups', { to: to(), names: ['issues'] })).status, 200);
    const again = await operator.post('/v1/backups', { to: to(), names: ['issues'] });
    assert.match(again.json.error.message, /is there already/);
    assert.deepEqual(
      manifestOf(to()).entries.map(({ name }) => name),
      ['issues'],
    );
    assert.equal((await operator.post('/v1/backups', { to: to(), names: ['labels'] })).status, 404);
    assert.equal((await operator.post('/v1/backups', { to: 'relative' })).status, 400);
  });

  it('of a removed extension is kept until it is purged, with its names; that of one in use stays', async () => {
    const claimed = (): string => readFileSync(join(gateway.dir, '.forge/state/claims.json'), 'utf8');
    const notes = join(gateway.dir, 'extensions_dir/notes');
    const purge = (confirm: string) => operator.post('/v1/extensions/notes/purge', { confirm });
    assert.deepEqual((await purge('notes')).json.error.code, 'EXTENSION_STATE_UNFIT');
    await operator.order('notes', 'disable');
    assert.match(claimed(), /"Note"/);
    assert.equal((await purge('issues')).status, 400);
    assert.equal(existsSync(join(notes, 'notes.db')), true);
    assert.deepEqual((await purge('notes')).json, { purged: 'notes' });
    assert.equal(existsSync(notes), false);
    assert.doesNotMatch(claimed(), /"Note"|"notes"/);
    assert.match(claimed(), /"issues"/);
    assert.equal((await purge('notes')).json.error.code, 'EXTENSION_UNKNOWN');
    await operator.order('notes', 'enable');
    assert.deepEqual(await gateway.data('{ count }'), { count: 1 });
    assert.match(claimed(), /"Note"/);
  });
});

describe('the commands for data', () => {
  it('work through the gateway, and on its files when it cannot even start', async () => {
    await using first = await Gateway.start({ extensions: { issues: await exampleIssues() } });
    const forgeHere = (...args: readonly string[]): Promise<Run> => runForge(first.dir, args);
    await create(first, 'kept');
    await createGroup(first, 'kept');
    const made = await forgeHere('backup', '--to', 'saved');
    assert.deepEqual([made.code, made.stderr], [0, '']);
    assert.match(made.stdout, /^NAME +SIZE +VERSION\ncore +\S+ \S+ +\d\S+\nissues +\S+ \S+ +0\.1\.0\n$/);
    const refused = await forgeHere('backup', '--to', 'saved');
    assert.equal(refused.code, 1);
    assert.match(refused.stdout, /^BACKUP_FAILED/);
    await create(first, 'lost');
    assert.match((await forgeHere('restore', 'saved', 'issues')).stdout, /^restored issues$/m);
    assert.deepEqual(await titles(first), ['kept']);
    await first.stop();

    writeFileSync(join(first.dir, '.forge/db/forge.db'), 'not a database any more');
    await using dead = await Gateway.spawn({ dir: first.dir });
    assert.equal((await dead.program.exited).code, 1);
    const restored = await forgeHere('restore', 'saved', 'core');
    assert.equal(restored.code, 0, restored.stderr);
    assert.match(restored.stderr, /^No gateway runs here: working on its files\.$/m);
    await using second = await Gateway.start({ dir: first.dir });
    assert.deepEqual(await groups(second), ['kept']);
    assert.deepEqual(await titles(second), ['kept']);
    await second.stop();

    const offline = await forgeHere('backup', 'issues', '--to', 'offline', '--json');
    assert.equal((JSON.parse(offline.stdout) as BackupManifest).entries[0]?.running, null);
    const otherName = await runForge(first.dir, ['purge', 'issues'], {}, 'isues\n');
    assert.equal(otherName.code, 2);
    assert.equal((await runForge(first.dir, ['purge', 'issues'])).code, 2);
    assert.equal(existsSync(join(first.dir, 'extensions_dir/issues/issues.db')), true);
    assert.equal((await runForge(first.dir, ['purge', 'issues'], {}, 'issues\n')).code, 0);
    assert.equal(existsSync(join(first.dir, 'extensions_dir/issues')), false);
  });
});

function closing(value: Database.Database): { readonly value: Database.Database } & Disposable {
  return { value, [Symbol.dispose]: () => value.close() };
}
