import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues, fixture } from '../support/guests.ts';
import { subgraphsOf } from '../support/processes.ts';
import { alarms, assertRefused, assertStops, type Refusal } from './support/refusals.ts';
import { assertKept, snapshot, type Snapshot } from './support/snapshot.ts';

const unusable = 'DATABASE_UNUSABLE';
const restore = 'Restore it from a backup, or move it aside.*nothing was changed';

const dir = mkdtempSync(join(tmpdir(), 'forgepoint-test-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** Databases as a gateway has left them. */
let sound: { readonly extension: Buffer; readonly core: Buffer };

before(async () => {
  const first = join(dir, 'first');
  mkdirSync(first);
  await using gateway = await Gateway.start({
    dir: first,
    extensions: { demo: await fixture('misbehaves-on-demand') },
  });
  await gateway.data('mutation { createGroup(input: { slug: "team" }) { id } }');
  const writes = Array.from({ length: 40 }, (_, n) => `w${n}: write(name: "${'x'.repeat(500)}") { id }`);
  await gateway.data(`mutation { ${writes.join(' ')} }`);
  await gateway.stop();
  sound = {
    extension: readFileSync(join(first, 'extensions_dir/demo/demo.db')),
    core: readFileSync(join(first, '.forge/db/forge.db')),
  };
});

function changed(database: Buffer, change: (bytes: Buffer) => unknown): Buffer {
  const bytes = Buffer.from(database);
  change(bytes);
  return bytes;
}

/** Keeps the header, and destroys the table of tables behind it. */
const withoutSchema = (database: Buffer): Buffer => changed(database, (bytes) => bytes.fill(0xa5, 100, 4096));

/** Header and tables are sound; the rows of the last page are not. */
const damagedLater = (database: Buffer): Buffer =>
  changed(database, (bytes) => bytes.fill(0xa5, bytes.length - 4096));

/** Another program that holds a database for itself. */
class Holder implements Disposable {
  readonly #database: Database.Database;

  constructor(file: string) {
    this.#database = new Database(file);
    this.#database.pragma('locking_mode = EXCLUSIVE');
    this.#database.exec('BEGIN EXCLUSIVE');
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

interface BadDatabase extends Refusal {
  /** Makes what stands at the path of the database. */
  readonly make: (file: string) => unknown;
}

const badDatabases: Readonly<Record<string, BadDatabase>> = {
  text: {
    make: (file) => writeFileSync(file, 'Dear diary,\n'.repeat(500)),
    code: unusable,
    says: new RegExp(`"text\\.db" cannot be used: it is not an SQLite database\\. ${restore}`),
  },
  'cut-short': {
    make: (file) => writeFileSync(file, sound.extension.subarray(0, 8192)),
    code: unusable,
    says: new RegExp(`it is cut short: 8192 of \\d+ bytes are there\\. ${restore}`),
  },
  'bad-schema': {
    make: (file) => writeFileSync(file, withoutSchema(sound.extension)),
    code: unusable,
    says: new RegExp(`it is damaged: .*malformed.*\\. ${restore}`),
  },
  newer: {
    make: (file) =>
      writeFileSync(
        file,
        changed(sound.extension, (bytes) => bytes.writeUInt8(9, 19)),
      ),
    code: unusable,
    says: /a newer SQLite has written it\. Move it aside.*nothing was changed/,
  },
  foreign: {
    make: (file) =>
      writeFileSync(
        file,
        changed(sound.extension, (bytes) => bytes.writeUInt32BE(0x0f055112, 68)),
      ),
    code: unusable,
    says: /belongs to another program \(application id 0xf055112\)\. Move it aside.*nothing was changed/,
  },
  folder: { make: mkdirSync, code: unusable, says: new RegExp(`it is a folder, not a file\\. ${restore}`) },
  pipe: {
    make: (file) => execFileSync('mkfifo', [file]),
    code: unusable,
    says: new RegExp(`it is a pipe, not a file\\. ${restore}`),
  },
  'only-a-log': {
    make: (file) => {
      writeFileSync(file, '');
      writeFileSync(`${file}-wal`, 'the last changes');
    },
    code: unusable,
    says: new RegExp(`it is empty, but the log of its last changes is not\\. ${restore}`),
  },
  'no-log': {
    make: (file) => {
      writeFileSync(file, sound.extension);
      mkdirSync(`${file}-wal`);
    },
    code: unusable,
    says: new RegExp(`"no-log\\.db-wal" is not a regular file\\. ${restore}`),
  },
  held: {
    make: (file) => writeFileSync(file, sound.extension),
    code: unusable,
    says: /another program holds it\. End that program, such as a second gateway/,
  },
};

describe('databases that cannot be used', () => {
  const own = join(dir, 'extensions');
  const folder = join(own, 'extensions_dir');
  let gateway: Gateway;
  let holder: Holder;
  let found: Snapshot;

  before(async () => {
    const component = await fixture('misbehaves-on-demand');
    // All of them have the same schema: what is asked of one of them below is not in question here.
    const named = [...Object.keys(badDatabases), 'no-folder'];
    mkdirSync(folder, { recursive: true });
    for (const [name, { make }] of Object.entries(badDatabases)) {
      mkdirSync(join(folder, name), { mode: 0o700 });
      make(join(folder, name, `${name}.db`));
    }
    writeFileSync(join(folder, 'no-folder'), 'a file');
    found = snapshot(folder);
    holder = new Holder(join(folder, 'held/held.db'));
    mkdirSync(join(folder, 'demo'));
    writeFileSync(join(folder, 'demo/demo.db'), damagedLater(sound.extension));
    mkdirSync(join(folder, 'issues'));
    gateway = await Gateway.start({
      dir: own,
      extensions: {
        ...Object.fromEntries(named.map((name) => [name, component])),
        demo: component,
        issues: await exampleIssues(),
      },
    });
  });
  after(async () => {
    await gateway[Symbol.asyncDispose]();
    holder[Symbol.dispose]();
  });

  for (const [name, refusal] of Object.entries(badDatabases)) {
    it(`${name}: one line with ${refusal.code}`, async () => {
      await assertRefused(gateway, name, refusal);
      const line = alarms(gateway).find(({ extension }) => extension === name);
      assert.equal(line?.['path'], join(folder, name, `${name}.db`));
    });
  }

  it('a file in the place of the data folder: one line with FOLDER_UNUSABLE', () =>
    assertRefused(gateway, 'no-folder', {
      code: 'FOLDER_UNUSABLE',
      says: /data folder of the extension "no-folder" cannot be used: a file stands in its place.*FORGE_DATA_DIR/,
    }));

  it('keep nothing else from being served, and leave no process', async () => {
    assert.deepEqual(await gateway.data('{ getAllGroups { id } getAllIssues { id } fine }'), {
      getAllGroups: [],
      getAllIssues: [],
      fine: 'fine',
    });
    assert.equal(subgraphsOf(gateway.program.pid).length, 3);
  });

  it('whose damage shows later: one line, the same for the client, and nothing is written', async () => {
    const told = gateway.program.log.next('the damage', ({ level }) => level === 'error');
    const { data, errors } = await gateway.query('{ items { id } fine getAllIssues { id } }');
    assert.deepEqual(data, { items: null, fine: 'fine', getAllIssues: [] });
    const [error] = errors ?? [];
    assert.equal(error?.extensions?.['code'], unusable);
    assert.equal(error.extensions['extension'], 'demo');
    assert.match(
      error.message,
      new RegExp(`"demo" failed in Query\\.items: The database "demo\\.db" .*${restore}`),
    );
    assert.ok(!error.message.includes(dir));
    const { code, extension, reason } = await told;
    assert.deepEqual(
      { code, extension, reason },
      { code: unusable, extension: 'demo', reason: error.message },
    );

    const { errors: ofMutation } = await gateway.query('mutation { write(name: "a") { id } }');
    assert.equal(ofMutation?.[0]?.extensions?.['code'], unusable, JSON.stringify(ofMutation));
  });

  it('are left as they are, and nothing is put beside them', async () => {
    await gateway.stop();
    holder[Symbol.dispose]();
    assertKept(found, snapshot(folder));
    const beside = (paths: Iterable<string>): readonly string[] =>
      [...paths].filter((path) => (path.split('/', 1)[0] ?? '') in badDatabases);
    assert.deepEqual(beside(snapshot(folder).keys()), beside(found.keys()));
    assert.ok(readFileSync(join(folder, 'demo/demo.db')).equals(damagedLater(sound.extension)));
  });
});

describe('a log of changes that SQLite does not take for one', () => {
  it('keeps no data from being served', async () => {
    const own = join(dir, 'log');
    mkdirSync(join(own, 'extensions_dir/demo'), { recursive: true });
    writeFileSync(join(own, 'extensions_dir/demo/demo.db'), sound.extension);
    writeFileSync(join(own, 'extensions_dir/demo/demo.db-wal'), 'garbage'.repeat(1_000));
    writeFileSync(join(own, 'extensions_dir/demo/demo.db-shm'), 'garbage'.repeat(1_000));
    await using gateway = await Gateway.start({
      dir: own,
      extensions: { demo: await fixture('misbehaves-on-demand') },
    });
    const { items } = await gateway.data<{ items: object[] }>('{ items { id } }');
    assert.equal(items.length, 40);
    assert.deepEqual(alarms(gateway), []);
  });
});

describe('a database of the core that cannot be used', () => {
  const bad: Readonly<Record<string, readonly [make: (file: string) => unknown, says: RegExp]>> = {
    'is text': [
      (file) => writeFileSync(file, 'Dear diary,\n'.repeat(500)),
      new RegExp(`not an SQLite database\\. ${restore}`),
    ],
    'has no schema': [
      (file) => writeFileSync(file, withoutSchema(sound.core)),
      new RegExp(`is damaged.*${restore}`),
    ],
    'was written by a newer version': [
      (file) => {
        writeFileSync(file, sound.core);
        const database = new Database(file);
        database.exec("INSERT INTO migration VALUES ('0999-tomorrow', 'x', 'x')");
        database.close();
      },
      /newer version: it has the migration "0999-tomorrow"\. Start that version.*nothing was changed/,
    ],
    'belongs to another program': [
      (file) => {
        const database = new Database(file);
        database.exec('CREATE TABLE bookmark (url TEXT)');
        database.close();
      },
      /belongs to another program.*FORGE_DB_PATH; nothing was changed/,
    ],
  };

  for (const [what, [make, says]] of Object.entries(bad)) {
    it(`${what}: the gateway says so in one line, and has touched nothing`, async () => {
      const own = join(dir, what);
      mkdirSync(join(own, '.forge/db'), { recursive: true, mode: 0o700 });
      mkdirSync(join(own, 'extensions_dir'));
      const file = join(own, '.forge/db/forge.db');
      make(file);
      cpSync(await exampleIssues(), join(own, 'extensions_dir/issues.wasm'));
      const found = snapshot(own);
      await using gateway = await Gateway.spawn({ dir: own });
      const line = await assertStops(gateway, { code: unusable, says });
      assert.equal(line['path'], file);
      assertKept(found, snapshot(own));
      assert.deepEqual(
        [...snapshot(own).keys()].filter((path) => !found.has(path)),
        ['.forge/state', '.forge/state/operator-token', '.forge/store'],
      );
    });
  }
});
