import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { TestDatabase } from '../storage/support/database.ts';
import { fixture } from '../support/guests.ts';
import { Hosted } from '../support/hosted.ts';
import type { Migration, MigrationOutcome } from '../../subgraph-host/storage/named-migrations.ts';

const first: Migration = {
  name: '0001',
  sql: 'CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT;\nINSERT INTO a VALUES (1);',
};
const second: Migration = { name: '0002', sql: 'CREATE TABLE b (id INTEGER PRIMARY KEY, a REFERENCES a)' };
const third: Migration = { name: '0003', sql: 'ALTER TABLE b ADD COLUMN c; INSERT INTO b VALUES (1, 1, 2)' };

describe('the ledger of migrations', () => {
  let database: TestDatabase;

  beforeEach(() => {
    database = new TestDatabase();
  });
  afterEach(() => database[Symbol.dispose]());

  const apply = (...migrations: readonly Migration[]): MigrationOutcome => {
    const outcome = database.raw.applyMigrations(migrations);
    database.raw.commit();
    return outcome;
  };
  const tables = (): unknown => {
    const outcome = database.call('read', () =>
      database.query(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '_forge_*' ORDER BY 1",
      ),
    );
    assert.equal(outcome.kind, 'rows');
    return outcome.rows.flat().map((cell) => (cell.tag === 'text' ? cell.val : cell.tag));
  };
  const refused = (outcome: MigrationOutcome, code: string, message: RegExp): void => {
    assert.equal(outcome.kind, 'refused');
    assert.equal(outcome.code, code);
    assert.match(outcome.message, message);
    assert.match(outcome.remedy, /\.$/);
  };

  it('runs each script once, in the order of the list', () => {
    assert.deepEqual(apply(first, second), { kind: 'done', applied: ['0001', '0002'] });
    assert.deepEqual(apply(first, second), { kind: 'done', applied: [] });
    database.reopen();
    assert.deepEqual(apply(first, second, third), { kind: 'done', applied: ['0003'] });
    assert.deepEqual(tables(), ['a', 'b']);
  });

  it('takes a script with other line ends for the same', () => {
    apply(first);
    assert.deepEqual(apply({ ...first, sql: first.sql.replaceAll('\n', '\r\n') }), {
      kind: 'done',
      applied: [],
    });
  });

  it('stores nothing when one of the scripts fails, and says where', () => {
    apply(first);
    const broken = { name: '0003', sql: 'CREATE TABLE d (id);\nINSERT INTO nowhere VALUES (1);' };
    refused(
      apply(first, second, broken),
      'EXTENSION_MIGRATION_FAILED',
      /"0003" cannot be run\. Statement 2 of the migration \(line 2, column 1\) failed: no such table: nowhere/,
    );
    assert.deepEqual(tables(), ['a']);
    assert.deepEqual(apply(first, second, third), { kind: 'done', applied: ['0002', '0003'] });
  });

  it('refuses a script that has changed, and runs nothing', () => {
    apply(first, second);
    refused(
      apply(first, { ...second, sql: `${second.sql} -- ` }, third),
      'EXTENSION_MIGRATION_CHANGED',
      /"0002" has changed since it ran/,
    );
    assert.deepEqual(apply(first, second, third), { kind: 'done', applied: ['0003'] });
  });

  it('refuses an older version of the extension on the database of a newer one', () => {
    apply(first, second, third);
    refused(
      apply(first, second),
      'EXTENSION_MIGRATION_CHANGED',
      /migrated by "0003", which this version .* does not have/,
    );
    refused(apply(), 'EXTENSION_MIGRATION_CHANGED', /migrated by "0001"/);
  });

  it('refuses a new script before one that has run, and a new order', () => {
    apply(first, second);
    refused(
      apply(first, third, second),
      'EXTENSION_MIGRATION_CHANGED',
      /"0002" ran as number 2 .* stands elsewhere/,
    );
    refused(apply(second, first), 'EXTENSION_MIGRATION_CHANGED', /"0001" ran as number 1/);
    refused(
      apply(first, { ...second, name: 'renamed' }),
      'EXTENSION_MIGRATION_CHANGED',
      /migrated by "0002"/,
    );
  });

  it('lets a table be built anew that others refer to, and checks the references at the end', () => {
    const referred = {
      name: 'referred',
      sql: 'CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INTEGER NOT NULL REFERENCES p ON DELETE CASCADE); INSERT INTO p VALUES (1); INSERT INTO c VALUES (1);',
    };
    const rebuilt = {
      name: 'rebuilt',
      sql: 'CREATE TABLE q (id INTEGER PRIMARY KEY, new); INSERT INTO q SELECT id, 1 FROM p; DROP TABLE p; ALTER TABLE q RENAME TO p;',
    };
    const dangling = { name: 'dangling', sql: 'DELETE FROM p' };
    assert.equal(apply(referred, rebuilt).kind, 'done');
    refused(
      apply(referred, rebuilt, dangling),
      'EXTENSION_MIGRATION_FAILED',
      /a row of c that refers to no row of p/,
    );
    const count = database.call('read', () =>
      database.query('SELECT (SELECT count(*) FROM p), (SELECT count(*) FROM c)'),
    );
    assert.deepEqual(count, {
      kind: 'rows',
      rows: [
        [
          { tag: 'integer', val: 1n },
          { tag: 'integer', val: 1n },
        ],
      ],
    });
    // Enforced again afterwards.
    assert.match(
      database.call('write', () => JSON.stringify(database.execute('INSERT INTO c VALUES (9)'))),
      /FOREIGN KEY/,
    );
  });

  it('refuses what a guest may not do, also in a script', () => {
    for (const sql of [
      "ATTACH 'x' AS y",
      'DROP TABLE _forge_ledger',
      'CREATE TABLE z (a); COMMIT',
      'BEGIN',
    ]) {
      refused(apply({ name: 'x', sql }), 'EXTENSION_MIGRATION_FAILED', /"x" cannot be run/);
    }
    assert.deepEqual(tables(), []);
  });

  it('undoes everything when a script rolls back by itself', () => {
    const sql = 'CREATE TABLE z (a UNIQUE); INSERT INTO z VALUES (1); INSERT OR ROLLBACK INTO z VALUES (1)';
    refused(apply(first, { name: 'x', sql }), 'EXTENSION_MIGRATION_FAILED', /UNIQUE/);
    assert.deepEqual(tables(), []);
    assert.equal(apply(first).kind, 'done');
  });

  it('refuses names that are none, and two of the same', () => {
    for (const name of ['', 'a b', 'a/b', 'ä', 'x'.repeat(129)]) {
      refused(apply({ name, sql: '' }), 'EXTENSION_MIGRATION_FAILED', /is no name of a migration/);
    }
    refused(apply(first, { ...second, name: '0001' }), 'EXTENSION_MIGRATION_FAILED', /Two migrations/);
  });
});

describe('an extension of 0.3.0 that starts', () => {
  const dir = mkdtempSync(join(tmpdir(), 'forgepoint-migrations-'));
  after(() => rmSync(dir, { recursive: true, force: true }));

  const start = async (name: string, config?: string): Promise<Hosted> =>
    Hosted.start({
      component: await fixture(name, '0.3.0'),
      dataDir: dir,
      ...(config === undefined ? {} : { config }),
    });
  const steps = (host: Hosted): readonly unknown[] =>
    host.log.lines.flatMap(({ msg }) => (String(msg).startsWith('step ') ? [msg] : []));

  it('says what it is, migrates and is initialised, in that order', async () => {
    await using host = await start('migrates-030', '{"greeting":"hello"}');
    assert.deepEqual(steps(host), [
      'step get-info FORGE_NOT_IN_CALL',
      'step get-schema FORGE_NOT_IN_CALL',
      'step migrations FORGE_NOT_IN_CALL',
      'step init demo hello 1',
    ]);
    assert.deepEqual(await host.data('{ items { name } started }'), {
      items: [{ name: 'from the migration' }],
      started: 1,
    });
  });

  it('migrates no second time, and begins every instance with init', async () => {
    await using host = await start('migrates-030', '{"greeting":"again"}');
    const { errors } = await host.query('{ trap }');
    assert.equal(errors?.[0]?.extensions?.['code'], 'EXTENSION_TRAPPED');
    assert.deepEqual(await host.data('{ items { name } started }'), {
      items: [{ name: 'from the migration' }],
      started: 4,
    });
    // The read that trapped was tried once more.
    assert.deepEqual(
      steps(host).slice(3),
      [2, 3, 4].map((count) => `step init demo again ${count}`),
    );
  });

  it('leaves its database alone when a migration fails, and the version before it starts again', async () => {
    await assert.rejects(start('migrates-badly-030'), (error) => {
      assert.ok(error instanceof ForgeError);
      assert.equal(error.code, 'EXTENSION_MIGRATION_FAILED');
      assert.match(
        error.message,
        /"demo" is left as it was\. The migration "0003-broken" cannot be run\. Statement 2 .*no such table/,
      );
      return true;
    });
    const database = new Database(join(dir, 'demo.db'), { readonly: true });
    assert.deepEqual(
      database
        .prepare("SELECT name FROM sqlite_schema WHERE name IN ('half', 'item') ORDER BY 1")
        .pluck()
        .all(),
      ['item'],
    );
    database.close();
    await using host = await start('migrates-030');
    assert.deepEqual(await host.data('{ items { name } }'), { items: [{ name: 'from the migration' }] });
  });

  it('stores nothing of an init that refuses or traps, and says why', async () => {
    for (const [config, message] of [
      [
        '{"greeting":"refused","refuse":"the greeting is missing"}',
        /"demo" refuses to start: the greeting is missing/,
      ],
      ['{"greeting":"refused","trap":true}', /"demo" trapped in init/],
    ] as const) {
      await assert.rejects(start('migrates-030', config), (error) => {
        assert.ok(error instanceof ForgeError);
        assert.equal(error.code, 'EXTENSION_INIT_FAILED');
        assert.match(error.message, message);
        return true;
      });
    }
    const database = new Database(join(dir, 'demo.db'), { readonly: true });
    assert.equal(
      database.prepare('SELECT count(*) FROM started WHERE greeting = ?').pluck().get('refused'),
      0,
    );
    database.close();
  });
});
