import assert from 'node:assert/strict';
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { describe, it } from 'node:test';
import { TestDatabase } from './support/database.ts';

const mebibyte = 1024 ** 2;

describe('the size of a database', () => {
  it('is bounded: what exceeds it fails, later calls work, and room can be made', () => {
    using database = new TestDatabase({ maxDatabaseBytes: mebibyte });
    database.call('init', () => database.run('CREATE TABLE t (id INTEGER PRIMARY KEY, data BLOB)'));
    const fill = (): void =>
      database.call('write', () => {
        for (let count = 0; count < 20; count += 1) {
          const outcome = database.execute('INSERT INTO t (data) VALUES (zeroblob(100000))');
          if (outcome.kind === 'error') throw new Error(outcome.message);
        }
      });
    assert.throws(fill, /database or disk is full/);
    const count = (): unknown => database.call('read', () => database.rows('SELECT count(*) FROM t'));
    assert.deepEqual(count(), [[0n]]);
    database.call('write', () => {
      for (let row = 0; row < 8; row += 1) database.run('INSERT INTO t (data) VALUES (zeroblob(100000))');
    });
    assert.throws(fill, /database or disk is full/);
    assert.deepEqual(count(), [[8n]]);
    assert.ok(statSync(database.file).size <= mebibyte);
    database.call('write', () => database.run('DELETE FROM t WHERE id <= 4'));
    database.call('write', () => database.run('INSERT INTO t (data) VALUES (zeroblob(100000))'));
    assert.deepEqual(count(), [[5n]]);
  });

  it('fails the mutation that meets it, also when its guest does not care', () => {
    using database = new TestDatabase({ maxDatabaseBytes: mebibyte });
    database.call('init', () => database.run('CREATE TABLE t (data BLOB)'));
    assert.throws(
      () =>
        database.call('write', () => {
          database.run('INSERT INTO t VALUES (1)');
          assert.match(database.failure('INSERT INTO t VALUES (zeroblob(2000000))'), /full/);
        }),
      { code: 'MUTATION_NOT_STORED' },
    );
    assert.deepEqual(
      database.call('read', () => database.rows('SELECT * FROM t')),
      [],
    );
  });
});

describe('a result', () => {
  it('is bounded in rows and bytes', () => {
    using database = new TestDatabase({ maxRows: 10, maxResultBytes: 20_000 });
    const numbers =
      'WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT ?) SELECT x FROM n';
    database.call('read', () => {
      assert.equal(database.rows(numbers, 10n).length, 10);
      assert.match(database.failure(numbers, 11n), /larger than 10 rows or 20000 bytes; add a LIMIT/);
      assert.match(database.failure('SELECT zeroblob(20000)'), /larger than/);
      assert.match(database.failure("SELECT printf('%20000d', 1)"), /larger than/);
      assert.match(
        database.failure(`SELECT ${Array.from({ length: 500 }, () => 'NULL').join()}`),
        /larger than/,
      );
      assert.equal(database.rows(numbers, 10n).length, 10);
    });
  });

  it('that is too large undoes what its statement has changed, and no more', () => {
    using database = new TestDatabase({ maxRows: 2 });
    database.call('init', () => database.run('CREATE TABLE t (a)'));
    const insert = (values: string): string => `INSERT INTO t VALUES ${values} RETURNING a`;
    database.call('write', () => {
      database.run('INSERT INTO t VALUES (0)');
      assert.match(database.failure('SELECT 1 UNION SELECT 2 UNION SELECT 3'), /larger than/);
      const outcome = database.query(insert('(1), (2), (3)'));
      assert.equal(outcome.kind, 'error');
      assert.deepEqual(database.rows(insert('(4)')), [[4n]]);
      database.run(insert('(5), (6), (7)'));
    });
    database.call('init', () => {
      assert.equal(database.query(insert('(8), (9), (10)')).kind, 'error');
      assert.deepEqual(database.rows('SELECT group_concat(a) FROM t'), [['0,4,5,6,7']]);
    });
  });
});

describe('a statement', () => {
  it('is bounded in its length, its parameters and their size', () => {
    using database = new TestDatabase({ maxSqlLength: 1_000, maxParameters: 3, maxParameterBytes: 10_000 });
    database.call('read', () => {
      assert.match(database.failure(`SELECT 1 --${' '.repeat(1_000)}`), /may have 1000 characters/);
      assert.match(database.failure('SELECT ?, ?, ?, ?', 1n, 2n, 3n, 4n), /may have 3 parameters/);
      assert.match(database.failure('SELECT ?', 'x'.repeat(5_000)), /may take 10000 bytes/);
      assert.match(database.failure('SELECT ?', new Uint8Array(10_000)), /may take 10000 bytes/);
      assert.equal(database.rows('SELECT ?, ?, ?', 'x'.repeat(4_000), 2n, 3n).length, 1);
    });
  });

  it('is bounded in its depth, its terms and its arguments by SQLite', () => {
    using database = new TestDatabase();
    database.call('read', () => {
      assert.match(
        database.failure(`SELECT ${'('.repeat(5_000)}1${')'.repeat(5_000)}`),
        /overflow|depth|limit/i,
      );
      assert.match(database.failure(`SELECT 1${'+1'.repeat(5_000)}`), /maximum depth 1000/);
      assert.match(database.failure(`SELECT 1${' UNION ALL SELECT 1'.repeat(1_000)}`), /too many terms/);
      assert.match(database.failure(`SELECT max(${'1,'.repeat(5_000)}1)`), /too many arguments/);
      assert.match(database.failure(`SELECT ${'1,'.repeat(5_000)}1`), /too many columns/);
      assert.match(database.failure('SELECT zeroblob(2000000000)'), /too big/);
    });
  });

  it('may come in a bounded number of texts per call, and without bound from call to call', () => {
    using database = new TestDatabase({ maxNewStatements: 300 });
    for (let call = 0; call < 20; call += 1) {
      database.call('read', () => {
        for (let count = 0; count < 300; count += 1) database.rows(`SELECT ${call}, ${count}`);
        assert.match(database.failure('SELECT 300, 300'), /may use 300 different statements/);
        assert.deepEqual(database.rows(`SELECT ${call}, 299`), [[BigInt(call), 299n]]);
      });
    }
  });
});

describe('a damaged database', () => {
  it('gives the guest an error in SQLite’s words, without a path', () => {
    using database = new TestDatabase();
    database.call('init', () => {
      database.run('CREATE TABLE t (a)');
      for (let count = 0; count < 200; count += 1)
        database.run("INSERT INTO t VALUES (printf('%01000d', 1))");
    });
    database.reopen();
    const damaged = openSync(database.file, 'r+');
    writeSync(damaged, Buffer.alloc(60_000, 0xff), 0, 60_000, 8_192);
    closeSync(damaged);
    database.call('read', () => {
      const message = database.failure('SELECT max(a) FROM t');
      assert.match(message, /malformed/);
      assert.ok(!message.includes(database.dir));
    });
  });
});
