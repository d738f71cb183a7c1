import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { defaultDatabaseLimits } from '@forgepoint/common/database-limits.ts';
import {
  openExtensionDatabase,
  type ExtensionDatabase,
} from '../../subgraph-host/storage/extension-database.ts';
import { TestDatabase } from './support/database.ts';

const table = 'CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)';
const column = 'ALTER TABLE note ADD COLUMN author TEXT';

describe('two versions on one database', () => {
  let old: TestDatabase;
  let next: ExtensionDatabase;
  beforeEach(() => {
    old = new TestDatabase();
    old.call('init', () => assert.equal(old.migrate(table), undefined));
    next = openExtensionDatabase({
      file: old.file,
      durable: true,
      busyTimeoutMs: 1,
      limits: defaultDatabaseLimits,
    });
  });
  afterEach(() => {
    next.close();
    old[Symbol.dispose]();
  });

  const columns = (): readonly unknown[] =>
    old.call('read', () => old.rows('SELECT name FROM pragma_table_info(?)', 'note').flat());
  const start = (...scripts: readonly string[]): readonly string[] => {
    next.begin('start');
    const kinds = scripts.map((script) => next.migrate(script).kind);
    next.end(kinds.every((kind) => kind === 'done'));
    return kinds;
  };

  it('one sees nothing of what the other has not committed, and cannot write meanwhile', () => {
    assert.deepEqual(start(column), ['done']);
    assert.equal(next.isUncommitted, true);
    assert.deepEqual(columns(), ['id', 'text']);
    const other = openExtensionDatabase({
      file: old.file,
      durable: true,
      busyTimeoutMs: 1,
      limits: defaultDatabaseLimits,
    });
    assert.throws(() => other.begin('write'), { code: 'MUTATION_NOT_STORED' });
    other.close();
    next.commit();
    assert.deepEqual(columns(), ['id', 'text', 'author']);
    old.call('write', () => old.run("INSERT INTO note (text) VALUES ('after')"));
  });

  it('a start that is rolled back leaves nothing, and can be done again', () => {
    start(column, "INSERT INTO note (text) VALUES ('migrated')");
    next.rollBack();
    assert.equal(next.isUncommitted, false);
    old.call('write', () => old.run("INSERT INTO note (text) VALUES ('kept')"));
    assert.deepEqual(columns(), ['id', 'text']);
    start(column, "INSERT INTO note (text) VALUES ('migrated')");
    next.commit();
    assert.deepEqual(
      old.call('read', () => old.rows('SELECT text FROM note ORDER BY id')),
      [['kept'], ['migrated']],
    );
  });

  it('a start of which one migration fails leaves nothing of the others', () => {
    assert.deepEqual(start(column, 'ALTER TABLE nothing ADD COLUMN here TEXT'), ['done', 'error']);
    assert.equal(next.isUncommitted, false);
    assert.deepEqual(columns(), ['id', 'text']);
    old.call('write', () => old.run("INSERT INTO note (text) VALUES ('kept')"));
  });

  it('a start that has nothing to write leaves the other free to write', () => {
    assert.deepEqual(start(table), ['done']);
    assert.equal(next.isUncommitted, false);
    old.call('write', () => old.run("INSERT INTO note (text) VALUES ('kept')"));
  });

  it('a start sees its own work before it is committed, and cannot write while it only looks', () => {
    start(column);
    next.begin('read');
    assert.equal(next.query('SELECT author FROM note', []).kind, 'rows');
    assert.equal(next.execute("INSERT INTO note (text) VALUES ('no')", []).kind, 'error');
    next.end(false);
    next.commit();
    assert.deepEqual(
      old.call('read', () => old.rows('SELECT count(*) FROM note')),
      [[0n]],
    );
  });

  it('a start whose migration switches foreign keys off is done again without them, and is checked', () => {
    const off = (sql: string): string => `PRAGMA foreign_keys = OFF; ${sql}; PRAGMA foreign_keys = ON;`;
    const child = 'CREATE TABLE child (note INTEGER REFERENCES note (id))';
    start(child, off("INSERT INTO note (id, text) VALUES (1, 'parent')"));
    assert.equal(next.hasToStartAgain, true);
    assert.equal(next.isUncommitted, false);
    assert.deepEqual(start(child, off("INSERT INTO note (id, text) VALUES (1, 'parent')")), ['done', 'done']);
    next.commit();
    assert.deepEqual(start(off('INSERT INTO child VALUES (7)')), ['error']);
    assert.equal(next.hasToStartAgain, true);
    assert.deepEqual(start(off('INSERT INTO child VALUES (7)')), ['error']);
    assert.deepEqual(
      old.call('read', () => old.rows('SELECT count(*) FROM child')),
      [[0n]],
    );
  });
});
