import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { TestDatabase } from './support/database.ts';

let database: TestDatabase;

beforeEach(() => {
  database = new TestDatabase();
  database.call('init', () =>
    database.run(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, name UNIQUE, n INT DEFAULT 0)',
      'CREATE TABLE log (id INTEGER PRIMARY KEY, what)',
      'CREATE TABLE keyed (name PRIMARY KEY) WITHOUT ROWID',
      'CREATE TABLE child (id INTEGER PRIMARY KEY, t_id REFERENCES t ON DELETE CASCADE)',
      'CREATE VIRTUAL TABLE f USING fts5(a)',
      'CREATE VIEW v AS SELECT * FROM t',
      'CREATE TRIGGER v_insert INSTEAD OF INSERT ON v BEGIN INSERT INTO t (name) VALUES (new.name); END',
      `CREATE TRIGGER t_insert AFTER INSERT ON t BEGIN
         INSERT INTO log VALUES (1000 + new.id, 'insert'), (2000 + new.id, 'again'); END`,
    ),
  );
});
afterEach(() => database[Symbol.dispose]());

/** @returns rows affected and last insert id of each statement of one mutation */
const changes = (...statements: readonly string[]): readonly unknown[] =>
  database.call('write', () =>
    statements.map((sql) => {
      const outcome = database.execute(sql);
      return outcome.kind === 'error' ? outcome.message : [outcome.rowsAffected, outcome.lastInsertId];
    }),
  );

describe('rows affected and the last insert id', () => {
  it('are those of the statement, not of its triggers', () => {
    assert.deepEqual(
      changes(
        "INSERT INTO t (name) VALUES ('a')",
        "INSERT INTO t (name) VALUES ('b'), ('c')",
        "INSERT INTO t (name) SELECT 'd'",
        "WITH x AS (SELECT 'e' AS name) INSERT INTO t (name) SELECT name FROM x",
        "INSERT INTO t (id, name) VALUES (50, 'f') RETURNING id",
        "INSERT INTO main.f VALUES ('text')",
      ),
      [
        [1n, 1n],
        [2n, 3n],
        [1n, 4n],
        [1n, 5n],
        [1n, 50n],
        [1n, 1n],
      ],
    );
  });

  it('are none when nothing was inserted', () => {
    assert.deepEqual(
      changes(
        "INSERT INTO t (name) VALUES ('a')",
        "INSERT OR IGNORE INTO t (name) VALUES ('a')",
        "INSERT INTO t (name) VALUES ('a') ON CONFLICT DO NOTHING",
        "INSERT INTO t (name) VALUES ('a') ON CONFLICT (name) DO UPDATE SET n = n + 1",
        "INSERT INTO t (name) VALUES ('a') ON CONFLICT (name) DO UPDATE SET n = n + 1 RETURNING n",
        "INSERT INTO t (name) SELECT 'x' WHERE 0",
        'UPDATE t SET n = 5',
        'UPDATE t SET n = 5 WHERE 0',
        'DELETE FROM t',
        'CREATE TABLE more (a)',
        'CREATE TABLE copy AS SELECT 1 AS a UNION SELECT 2',
        'DROP TABLE more',
        'PRAGMA user_version = 4',
        'BEGIN',
        'COMMIT',
      ),
      [
        [1n, 1n],
        [0n, undefined],
        [0n, undefined],
        [1n, undefined],
        [1n, undefined],
        [0n, undefined],
        [1n, undefined],
        [0n, undefined],
        [1n, undefined],
        ...Array.from({ length: 6 }, () => [0n, undefined]),
      ],
    );
  });

  it('tell the id of an upsert that inserts, and of a row that replaces another', () => {
    assert.deepEqual(
      changes(
        "INSERT INTO t (id, name) VALUES (7, 'a') ON CONFLICT (name) DO UPDATE SET n = 1",
        "INSERT INTO t (id, name) VALUES (8, 'a') ON CONFLICT (name) DO UPDATE SET n = 1",
        "INSERT INTO t (id, name) VALUES (9, 'b') ON CONFLICT (name) DO UPDATE SET n = 1",
        "REPLACE INTO t (name) VALUES ('a')",
        "INSERT OR REPLACE INTO t (id, name) VALUES (9, 'z')",
      ),
      [
        [1n, 7n],
        [1n, undefined],
        [1n, 9n],
        [1n, 10n],
        [1n, 9n],
      ],
    );
  });

  it('are the same for the first rows of two tables', () => {
    assert.deepEqual(
      changes("INSERT INTO t (name) VALUES ('a')", 'INSERT INTO child (t_id) VALUES (1)', 'DELETE FROM t'),
      [
        [1n, 1n],
        [1n, 1n],
        [1n, undefined],
      ],
    );
  });

  it('give no id for tables without rowids, and for views', () => {
    const id = "INSERT INTO t (name) VALUES ('a')";
    assert.deepEqual(
      changes(id, "INSERT INTO keyed VALUES ('a')", "INSERT INTO 'KEYED' VALUES ('b'), ('c')"),
      [
        [1n, 1n],
        [1n, undefined],
        [2n, undefined],
      ],
    );
    assert.deepEqual(changes("INSERT INTO v (name) VALUES ('through the view')"), [[0n, undefined]]);
  });

  it('follow a table that is made anew, also when that is undone', () => {
    const insert = "INSERT INTO made VALUES ('a')";
    assert.deepEqual(
      changes(
        'CREATE TABLE made (a PRIMARY KEY)',
        insert,
        'BEGIN',
        'DROP TABLE made',
        'CREATE TABLE made (a PRIMARY KEY) WITHOUT ROWID',
        insert,
        'ROLLBACK',
        'DELETE FROM made',
        insert,
      ),
      [
        [0n, undefined],
        [1n, 1n],
        [0n, undefined],
        [0n, undefined],
        [0n, undefined],
        [1n, undefined],
        [0n, undefined],
        [1n, undefined],
        [1n, 1n],
      ],
    );
  });

  it('give a negative rowid as the unsigned number of the same bits', () => {
    assert.deepEqual(changes("INSERT INTO t (id, name) VALUES (-5, 'a')"), [[1n, 2n ** 64n - 5n]]);
  });
});
