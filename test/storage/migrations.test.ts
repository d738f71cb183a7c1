import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { defaultDatabaseLimits } from '@forgepoint/common/database-limits.ts';
import { openExtensionDatabase } from '../../subgraph-host/storage/extension-database.ts';
import { TestDatabase } from './support/database.ts';

let database: TestDatabase;

beforeEach(() => {
  database = new TestDatabase({ maxScriptLength: 4_000 });
});
afterEach(() => database[Symbol.dispose]());

const migrate = (script: string): string | undefined => database.call('init', () => database.migrate(script));
const rows = (sql: string): readonly unknown[] => database.call('read', () => database.rows(sql)).flat();
const tables = (): readonly unknown[] =>
  rows(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_forge%' ESCAPE '\\' ORDER BY name",
  );

describe('a migration', () => {
  it('runs once for all times, by its text', () => {
    const script = 'CREATE TABLE t (a); INSERT INTO t VALUES (1);';
    for (let count = 0; count < 3; count += 1) {
      assert.equal(migrate(script), undefined);
      database.reopen();
    }
    assert.deepEqual(rows('SELECT a FROM t'), [1n]);
    assert.equal(migrate('INSERT INTO t VALUES (2);'), undefined);
    assert.deepEqual(rows('SELECT a FROM t'), [1n, 2n]);
  });

  it('is undone as a whole when one of its statements fails, and says where that stands', () => {
    const script = `-- first
      CREATE TABLE t (a);
      CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;
      INSERT INTO t
        VALUES (1, 2); CREATE TABLE u (a);`;
    assert.equal(
      migrate(script),
      'Statement 3 of the migration (line 4, column 7) failed: table t has 1 columns but 2 values were supplied',
    );
    assert.deepEqual(tables(), []);
    assert.equal(migrate(script.replace('(1, 2)', '(1)')), undefined);
    assert.deepEqual(tables(), ['t', 'u']);
  });

  it('is not begun when a statement in it may not be run', () => {
    assert.equal(
      migrate("CREATE TABLE t (a);\nATTACH 'x' AS y;"),
      'Statement 2 of the migration (line 2, column 1) failed: A statement that begins with ATTACH is not permitted.',
    );
    assert.match(
      migrate('CREATE TABLE t (a); PRAGMA journal_mode = DELETE') ?? '',
      /journal_mode is not permitted/,
    );
    assert.match(migrate("CREATE TABLE t (a); SELECT 'a") ?? '', /unrecognized token/);
    assert.match(migrate('DROP TABLE _forge_migrations') ?? '', /belong to the host/);
    assert.match(migrate(`CREATE TABLE t (a);${' '.repeat(4_000)}`) ?? '', /may have 4000 characters/);
    assert.deepEqual(tables(), []);
  });

  it('may hold transactions of its own, which are parts of the one', () => {
    assert.equal(
      migrate(`
        PRAGMA foreign_keys = ON;
        BEGIN TRANSACTION; CREATE TABLE t (a); INSERT INTO t VALUES (1); COMMIT;
        SAVEPOINT s; INSERT INTO t VALUES (2); ROLLBACK TO s; RELEASE s;
        BEGIN; INSERT INTO t VALUES (3); ROLLBACK;
        BEGIN; INSERT INTO t VALUES (4); END;`),
      undefined,
    );
    assert.deepEqual(rows('SELECT a FROM t'), [1n, 4n]);
    assert.match(
      migrate('BEGIN; INSERT INTO t VALUES (5); COMMIT; COMMIT') ?? '',
      /no transaction is active/,
    );
    assert.match(migrate('BEGIN; INSERT INTO t VALUES (5)') ?? '', /leaves a transaction open/);
    assert.match(migrate('BEGIN; INSERT INTO t VALUES (5); COMMIT; oops') ?? '', /oops/);
    assert.deepEqual(rows('SELECT a FROM t'), [1n, 4n]);
  });

  it('runs without foreign keys when it switches them off, and is checked at its end', () => {
    assert.equal(
      migrate(`CREATE TABLE parent (id INTEGER PRIMARY KEY, old TEXT);
        CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id REFERENCES parent ON DELETE CASCADE);
        INSERT INTO parent VALUES (1, 'x'); INSERT INTO child VALUES (1, 1);`),
      undefined,
    );
    const alter = (values: string): string => `PRAGMA foreign_keys = OFF;
      BEGIN;
      CREATE TABLE new_parent (id INTEGER PRIMARY KEY);
      INSERT INTO new_parent ${values};
      DROP TABLE parent;
      ALTER TABLE new_parent RENAME TO parent;
      COMMIT;
      PRAGMA foreign_keys = ON;`;
    assert.match(migrate(alter('VALUES (2)')) ?? '', /a row of child that refers to no row of parent/);
    assert.equal(migrate(alter('SELECT id FROM parent')), undefined);
    assert.deepEqual(rows('SELECT id FROM child'), [1n]);
    database.call('write', () => {
      assert.match(database.failure('INSERT INTO child VALUES (2, 9)'), /FOREIGN KEY constraint failed/);
      assert.match(database.failure('PRAGMA foreign_keys = OFF'), /always on/);
      assert.match(database.migrate('PRAGMA foreign_keys = OFF; SELECT 1') ?? '', /outside of a transaction/);
      assert.deepEqual(database.rows('PRAGMA foreign_keys'), [[1n]]);
    });
  });

  it('fails when it breaks a deferred foreign key', () => {
    const message = migrate(`CREATE TABLE p (id INTEGER PRIMARY KEY);
      CREATE TABLE c (p REFERENCES p DEFERRABLE INITIALLY DEFERRED); INSERT INTO c VALUES (1)`);
    assert.match(message ?? '', /FOREIGN KEY constraint failed/);
    assert.deepEqual(tables(), []);
  });

  it('is part of a mutation that runs it', () => {
    database.call('write', () => assert.equal(database.migrate('CREATE TABLE undone (a)'), undefined), false);
    assert.deepEqual(tables(), []);
    database.call('write', () => {
      assert.equal(database.migrate('CREATE TABLE t (a UNIQUE); INSERT INTO t VALUES (1)'), undefined);
      assert.match(database.migrate('INSERT INTO t VALUES (2); oops') ?? '', /oops/);
      assert.match(database.migrate('INSERT INTO t VALUES (2); INSERT INTO t VALUES (1)') ?? '', /UNIQUE/);
      database.run('INSERT INTO t VALUES (3)');
    });
    assert.deepEqual(rows('SELECT a FROM t ORDER BY a'), [1n, 3n]);
    assert.throws(
      () =>
        database.call('write', () => {
          assert.match(database.migrate('INSERT OR ROLLBACK INTO t VALUES (4), (1)') ?? '', /UNIQUE/);
          assert.match(database.failure('INSERT INTO t VALUES (5)'), /nothing more can be done/);
        }),
      { code: 'MUTATION_NOT_STORED' },
    );
    assert.deepEqual(rows('SELECT a FROM t ORDER BY a'), [1n, 3n]);
  });

  it('is run once, whichever process of the extension comes first', () => {
    const script = 'CREATE TABLE t (a); INSERT INTO t VALUES (1);';
    const { file } = database;
    const other = openExtensionDatabase({
      file,
      durable: false,
      busyTimeoutMs: 0,
      limits: defaultDatabaseLimits,
    });
    other.begin('write');
    assert.deepEqual(other.migrate(script), { kind: 'done' });
    assert.match(migrate(script) ?? '', /database is locked/);
    other.end(true);
    other.close();
    assert.equal(migrate(script), undefined);
    assert.deepEqual(rows('SELECT a FROM t'), [1n]);
  });

  it('may hold more statements than a call may prepare', () => {
    const inserts = Array.from({ length: 300 }, (_, index) => `INSERT INTO t VALUES (${index})`).join(';\n');
    using large = new TestDatabase({ maxNewStatements: 10 });
    assert.equal(
      large.call('init', () => large.migrate(`CREATE TABLE t (a); ${inserts}`)),
      undefined,
    );
    assert.deepEqual(
      large.call('read', () => large.rows('SELECT count(*) FROM t')),
      [[300n]],
    );
  });
});
