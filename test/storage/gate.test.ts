import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { gate, type GatedStatement } from '../../subgraph-host/storage/sql/gate.ts';

const kindOf = (sql: string): string => {
  const gated = gate(sql);
  return gated.kind === 'statement' ? gated.statement : gated.kind;
};

function assertRefused(statements: readonly string[], reason: RegExp): void {
  for (const sql of statements) {
    const gated = gate(sql);
    assert.ok(gated.kind === 'refused' && reason.test(gated.reason), `${sql}: ${inspect(gated)}`);
  }
}

describe('the gate', () => {
  it('tells kinds of statements by their first word, wherever that stands', () => {
    const kinds: Readonly<Record<string, string>> = {
      'SELECT 1': 'select',
      ' ;; \ufeff/* x */ -- y\n values (1)': 'select',
      'with a as (select 1) select * from a': 'select',
      'WITH a(b) AS MATERIALIZED (SELECT (1)), c AS (SELECT 2) INSERT INTO t SELECT 1': 'insert',
      'WITH replace AS (SELECT 1) REPLACE INTO t SELECT 1': 'insert',
      'WITH RECURSIVE "delete" AS (SELECT 1) UPDATE t SET a = 1': 'update',
      'WITH d AS (DELETE FROM t) DELETE FROM t': 'delete',
      'CREATE TABLE t (a)': 'schema',
      'drop index if exists i': 'schema',
      REINDEX: 'maintenance',
      'PRAGMA table_info(t)': 'pragma',
      'EXPLAIN QUERY PLAN DELETE FROM t': 'explain',
      BEGIN: 'transaction',
      'pragma foreign_keys = off': 'foreign-keys',
    };
    for (const [sql, kind] of Object.entries(kinds)) assert.equal(kindOf(sql), kind, sql);
  });

  it('refuses statements that reach files or leave the database', () => {
    assertRefused(
      [
        "ATTACH '/etc/passwd' AS x",
        "attach/**/database':memory:'as[x]",
        '\ufeff/* SELECT */ DETACH main',
        'VACUUM',
        "VACUUM INTO '/tmp/copy'",
        "-- SELECT\n VACUUM main INTO '/tmp/copy'",
        ';ATTACH ? AS ?',
        '"SELECT" 1',
        '(SELECT 1)',
        'ſELECT 1',
        'QUERY PLAN SELECT 1',
        'EXPLAIN',
        'nonsense',
      ],
      /is not permitted|empty|explained/,
    );
    assertRefused(["EXPLAIN ATTACH 'x' AS y", 'explain query plan vacuum'], /is not permitted/);
  });

  it('refuses texts that SQLite would not read as they look', () => {
    assertRefused(['SELECT 1\0; ATTACH 1 AS x', '\0', "SELECT '\0'"], /NUL/);
    assertRefused(
      ["SELECT 'a", 'SELECT "a', 'SELECT [a', "SELECT x'0'", 'SELECT 1a', '\vSELECT 1'],
      /^unrecognized/,
    );
    assertRefused(['', ' ', '-- x', ';;', '/*'], /empty|unrecognized|not permitted/);
  });

  it('takes one statement at a time', () => {
    assertRefused(
      [
        "SELECT 1; ATTACH 'x' AS y",
        'SELECT 1;;SELECT 2',
        "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END; ATTACH 'x' AS y",
        'CREATE TABLE trigger (a); SELECT 1',
        'BEGIN; DELETE FROM t',
        'PRAGMA user_version; SELECT 1',
      ],
      /one statement/,
    );
    assert.equal(kindOf('SELECT 1; -- and no more\n ;'), 'select');
    assert.equal(
      kindOf('CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; END;'),
      'schema',
    );
  });

  it('refuses the engine’s tables that show more than the extension’s own data, in every way to write them', () => {
    assertRefused(
      [
        'SELECT file FROM pragma_database_list',
        'SELECT file FROM PRAGMA_Database_List()',
        'SELECT * FROM "pragma_database_list"',
        "SELECT * FROM 'pragma_database_list'",
        'SELECT * FROM [pragma_database_list], t',
        'SELECT * FROM t, main.`pragma_database_list`',
        'SELECT 1 IN pragma_database_list',
        "SELECT 1 IN 'pragma_function_list'('x')",
        'SELECT * FROM t JOIN pragma_wal_checkpoint',
        'SELECT (SELECT file FROM (pragma_database_list))',
        'CREATE VIEW v AS SELECT * FROM pragma_database_list',
        'CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t WHERE a IN pragma_database_list; END',
        'WITH x AS (SELECT * FROM dbstat) SELECT * FROM x',
        'SELECT * FROM "dbstat"',
        "SELECT * FROM fts3tokenize('simple')",
        'INSERT INTO t SELECT * FROM fts4aux',
        'UPDATE t SET a = 1 FROM pragma_optimize',
      ],
      /^The table \w+ is not permitted/,
    );
  });

  it('refuses functions with side effects, in every way to write them', () => {
    assertRefused(
      [
        "SELECT load_extension('x')",
        "SELECT LOAD_extension /**/ ('x')",
        'SELECT "load_extension"(\'x\')',
        "SELECT [load_extension]('x')",
        "CREATE TABLE t (a DEFAULT (load_extension('x')))",
        "CREATE INDEX i ON t (fts3_tokenizer('x'))",
        "SELECT `sqlite_log`(1, 'x')",
        'ALTER TABLE t ADD b CHECK (geopoly_debug(1))',
        "CREATE VIRTUAL TABLE r USING rtree(id, a, b, +c DEFAULT (load_extension('x')))",
      ],
      /^The function \w+ is not permitted/,
    );
  });

  it('leaves everybody their own names', () => {
    for (const sql of [
      'SELECT load_extension, dbstats, pragma_mine FROM edit AS csv',
      "SELECT 'pragma_database_list ', 'load_extension(1)', 'dbstat%' FROM writefile",
      'CREATE TABLE optimize (match TEXT, offsets TEXT, fts4 INT, geopoly TEXT)',
      'SELECT readfile(1), zipfile.a, generate_series.value FROM zipfile, generate_series',
      'CREATE TABLE attach (vacuum INT, pragma TEXT)',
    ]) {
      assert.notEqual(kindOf(sql), 'refused', `${sql}: ${inspect(gate(sql))}`);
    }
  });

  it('keeps the host’s tables for the host', () => {
    assertRefused(
      [
        'SELECT * FROM _forge_migrations',
        'DELETE FROM "_forge_migrations"',
        "INSERT INTO '_FORGE_migrations' VALUES (1, 2)",
        'UPDATE [_forge_migrations] SET hash = 1',
        'DROP TABLE IF EXISTS main.`_Forge_Migrations`',
        'ALTER TABLE t RENAME TO _forge_migrations',
        "ALTER TABLE t RENAME TO '_forge_x'",
        'CREATE VIEW v AS SELECT * FROM _forge_migrations',
        'CREATE TRIGGER g AFTER INSERT ON _forge_migrations BEGIN SELECT 1; END',
        'CREATE TEMP TABLE _forge_migrations (hash)',
        'CREATE VIRTUAL TABLE f USING fts5(hash, content=_forge_migrations)',
        "CREATE VIRTUAL TABLE f USING fts5(hash, content='_forge_migrations')",
        'SELECT * FROM _forge_slot_1.sqlite_schema',
        'PRAGMA table_info(_forge_migrations)',
        'PRAGMA _forge_slot_1.user_version',
        "SELECT * FROM pragma_table_info('_forge_migrations')",
        'SAVEPOINT _forge_guest',
      ],
      /belong to the host/,
    );
    assert.equal(kindOf("SELECT name FROM sqlite_schema WHERE name NOT LIKE '_forge_%'"), 'select');
  });

  it('lets virtual tables be made of listed modules only', () => {
    assert.equal(kindOf('CREATE VIRTUAL TABLE IF NOT EXISTS main."f" USING "fts5"(a)'), 'schema');
    assertRefused(
      [
        'CREATE VIRTUAL TABLE f USING fts4(a)',
        'CREATE VIRTUAL TABLE f USING dbstat_(a)',
        "CREATE VIRTUAL TABLE f USING 'geopoly'(a)",
        'CREATE VIRTUAL TABLE "USING" USING csv(a)',
        'CREATE VIRTUAL TABLE f /* USING fts5 */ USING fts3',
        'CREATE VIRTUAL TABLE f',
        'CREATE VIRTUAL f USING fts5(a)',
        'CREATE DATABASE d',
        'DROP SCHEMA main',
      ],
      /must be one of fts5|can be created/,
    );
  });

  it('judges pragmas by the name that SQLite sees', () => {
    for (const sql of [
      'PRAGMA user_version = 3',
      'PRAGMA main.user_version(-3)',
      'PRAGMA "user_version" = +3;',
      "PRAGMA 'table_info'('t')",
      'PRAGMA temp.table_list',
      'PRAGMA defer_foreign_keys = ON',
    ]) {
      assert.equal(kindOf(sql), 'pragma', `${sql}: ${inspect(gate(sql))}`);
    }
    assertRefused(
      [
        'PRAGMA journal_mode',
        'PRAGMA "journal_mode" = DELETE',
        "PRAGMA 'journal_mode'(off)",
        'PRAGMA main.[journal_mode]',
        'PRAGMA/**/writable_schema=ON',
        "PRAGMA temp_store_directory = '/tmp'",
        'PRAGMA max_page_count = 1000000',
        'PRAGMA mmap_size = 1',
        'PRAGMA cache_size = -1000000',
        'PRAGMA hard_heap_limit = 0',
        'PRAGMA query_only = OFF',
        'PRAGMA trusted_schema = ON',
        'PRAGMA database_list',
        'PRAGMA recursive_triggers = OFF',
        'PRAGMA encoding = "UTF-16"',
        'PRAGMA page_size = 512',
        'PRAGMA user_version = users',
        'PRAGMA user_version = 1 2',
        'PRAGMA user_version 3',
        'PRAGMA table_info(t, u)',
        'PRAGMA main.temp.user_version',
        'PRAGMA',
        'EXPLAIN PRAGMA journal_mode = DELETE',
        'EXPLAIN PRAGMA foreign_keys = OFF',
      ],
      /not permitted|can only be read|takes|has a name|cannot be explained/,
    );
  });

  it('understands the guest’s transactions to the last word', () => {
    const commands: Readonly<Record<string, GatedStatement>> = {
      'BEGIN EXCLUSIVE TRANSACTION x;': { kind: 'transaction', command: { verb: 'begin' } },
      'END TRANSACTION': { kind: 'transaction', command: { verb: 'commit' } },
      'ROLLBACK TRANSACTION': { kind: 'transaction', command: { verb: 'rollback' } },
      'ROLLBACK TRANSACTION TO SAVEPOINT "a b"': {
        kind: 'transaction',
        command: { verb: 'rollback-to', name: 'a b' },
      },
      'ROLLBACK TO x': { kind: 'transaction', command: { verb: 'rollback-to', name: 'X' } },
      "SAVEPOINT 's'": { kind: 'transaction', command: { verb: 'savepoint', name: 's' } },
      'RELEASE SAVEPOINT': { kind: 'transaction', command: { verb: 'release', name: 'SAVEPOINT' } },
      'RELEASE SAVEPOINT `s`': { kind: 'transaction', command: { verb: 'release', name: 's' } },
    };
    for (const [sql, gated] of Object.entries(commands)) assert.deepEqual(gate(sql), gated, sql);
    assertRefused(
      [
        'BEGIN now',
        'BEGIN IMMEDIATE DEFERRED',
        'COMMIT 1',
        'ROLLBACK TO',
        'SAVEPOINT',
        'SAVEPOINT a b',
        'RELEASE 1',
      ],
      /does not know there/,
    );
  });

  it('numbers parameters as SQLite does', () => {
    const parameters = (sql: string): unknown => {
      const gated = gate(sql);
      return gated.kind === 'statement' ? gated.parameters : gated;
    };
    assert.deepEqual(parameters('SELECT ?, ?'), [undefined, undefined]);
    assert.deepEqual(parameters('SELECT ?2, ?, :a, ?1, ?2, :a, @b'), ['1', '2', undefined, 'a', 'b']);
    assert.deepEqual(parameters('SELECT ?3'), [undefined, undefined, '3']);
    assertRefused(['SELECT ?0', 'SELECT ?32767', 'SELECT ?99999999999999999999'], /a number from/);
    assertRefused(['SELECT :a, @a', 'SELECT ?1, :1'], /Two parameters/);
  });

  it('answers for hundreds of thousands of anything', () => {
    for (const piece of [
      '(',
      ',',
      '?,',
      '[a]',
      "'",
      ';',
      '1,',
      'a ',
      '-- \n',
      'WITH a AS (',
      'CASE ',
      ':a',
      '"',
    ]) {
      assert.ok(gate(`SELECT ${piece.repeat(200_000 / piece.length)}`).kind !== 'transaction');
    }
  });
});
