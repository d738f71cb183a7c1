import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { Random } from '../support/random.ts';
import { TestDatabase } from './support/database.ts';

let database: TestDatabase;

beforeEach(() => {
  database = new TestDatabase();
  database.call('init', () =>
    database.run(
      'CREATE TABLE t (a INTEGER PRIMARY KEY, b UNIQUE)',
      'CREATE TABLE child (t_a REFERENCES t DEFERRABLE INITIALLY DEFERRED)',
      `CREATE TRIGGER no_thirteen BEFORE INSERT ON t WHEN new.b = 13
         BEGIN SELECT RAISE(ROLLBACK, 'thirteen is refused'); END`,
    ),
  );
});
afterEach(() => database[Symbol.dispose]());

const stored = (): readonly unknown[] =>
  database.call('read', () => database.rows('SELECT b FROM t ORDER BY a')).flat();

/** Runs a mutation that the guest believes to be a success. @returns the error that its client gets */
function mutationError(run: () => void): { readonly code: unknown; readonly message: string } {
  try {
    database.call('write', run);
  } catch (error) {
    return error as { code: unknown; message: string };
  }
  throw new Error('the mutation was stored');
}

describe('a mutation', () => {
  it('is stored as a whole, or undone as a whole', () => {
    database.call('write', () => database.run("INSERT INTO t (b) VALUES ('kept')"));
    database.call('write', () => database.run("INSERT INTO t (b) VALUES ('undone')", 'DELETE FROM t'), false);
    assert.deepEqual(stored(), ['kept']);
  });

  it('goes on after a statement that failed by itself', () => {
    database.call('write', () => {
      database.run('INSERT INTO t VALUES (1, 1)');
      assert.match(database.failure('INSERT INTO t VALUES (1, 2)'), /UNIQUE constraint failed: t.a/);
      database.run('INSERT INTO t VALUES (2, 2)');
    });
    assert.deepEqual(stored(), [1n, 2n]);
  });

  for (const [what, statement] of [
    ['OR ROLLBACK', 'INSERT OR ROLLBACK INTO t VALUES (1, 2)'],
    ['a trigger that raises ROLLBACK', 'INSERT INTO t (b) VALUES (13)'],
  ] as const) {
    it(`fails when ${what} has ended its transaction, and writes nothing from then on`, () => {
      const error = mutationError(() => {
        database.run('INSERT INTO t VALUES (1, 1)', 'SAVEPOINT s');
        assert.match(database.failure(statement), /UNIQUE|thirteen/);
        for (const later of [
          "INSERT INTO t (b) VALUES ('later')",
          'SELECT 1',
          'BEGIN',
          'RELEASE s',
          'COMMIT',
        ]) {
          assert.match(database.failure(later), /undone .* nothing more can be done/);
        }
        assert.match(database.migrate('CREATE TABLE u (a)') ?? '', /nothing more can be done/);
      });
      assert.equal(error.code, 'MUTATION_NOT_STORED');
      assert.match(error.message, /UNIQUE|thirteen/);
      assert.deepEqual(stored(), []);
      database.call('write', () => database.run('INSERT INTO t VALUES (1, 1)'));
      assert.deepEqual(stored(), [1n]);
    });
  }

  it('fails when what it leaves breaks a deferred foreign key', () => {
    const error = mutationError(() => database.run('INSERT INTO child VALUES (99)', 'BEGIN', 'COMMIT'));
    assert.equal(error.code, 'MUTATION_NOT_STORED');
    assert.match(error.message, /FOREIGN KEY constraint failed/);
    assert.deepEqual(
      database.call('read', () => database.rows('SELECT count(*) FROM child')),
      [[0n]],
    );
  });

  it('fails at its beginning when another process is writing', () => {
    const other = new Database(database.file, { timeout: 0 });
    other.exec('BEGIN IMMEDIATE');
    assert.throws(() => database.raw.begin('write'), { code: 'MUTATION_NOT_STORED' });
    database.raw.end(false);
    assert.deepEqual(stored(), []);
    other.exec('COMMIT');
    other.close();
    database.call('write', () => database.run('INSERT INTO t VALUES (1, 1)'));
  });

  it('loses what the guest’s own transaction did when that is left open, and nothing else', () => {
    database.call('write', () => {
      database.run("INSERT INTO t (b) VALUES ('before')", 'BEGIN', "INSERT INTO t (b) VALUES ('inside')");
    });
    assert.deepEqual(stored(), ['before']);
    database.call('write', () => database.run('BEGIN', "INSERT INTO t (b) VALUES ('inside')", 'COMMIT'));
    assert.deepEqual(stored(), ['before', 'inside']);
  });
});

describe('a guest’s own transaction', () => {
  it('answers as SQLite does to the same commands, whatever their order', () => {
    const names = ['a', '"A"', '"it""s"', "'x;y'", 'guest_a', '"b c"'];
    const random = new Random();
    for (let round = 0; round < 60; round += 1) {
      const plain = new Database(':memory:');
      plain.exec('CREATE TABLE t (a INTEGER PRIMARY KEY, b UNIQUE)');
      using own = new TestDatabase();
      own.call('init', () => own.run('CREATE TABLE t (a INTEGER PRIMARY KEY, b UNIQUE)'));
      const done: string[] = [];
      own.call('write', () => {
        for (let step = 0; step < 25; step += 1) {
          const sql = random.pick([
            () => random.pick(['BEGIN', 'BEGIN IMMEDIATE', 'COMMIT', 'END', 'ROLLBACK', 'SAVEPOINT a']),
            () => `SAVEPOINT ${random.pick(names)}`,
            () => `RELEASE ${random.pick(names)}`,
            () => `ROLLBACK TO ${random.pick(names)}`,
            () => `INSERT INTO t (b) VALUES (${random.below(20)})`,
            () => 'DELETE FROM t WHERE a % 3 = 0',
          ])();
          done.push(sql);
          let expected: string | undefined;
          try {
            plain.exec(sql);
          } catch (error) {
            expected = (error as Error).message;
          }
          const outcome = own.execute(sql);
          const actual = outcome.kind === 'error' ? outcome.message : undefined;
          const context = `FORGE_TEST_SEED=${random.seed}: ${done.join('; ')}`;
          assert.equal(actual?.toLowerCase(), expected?.toLowerCase(), context);
          assert.deepEqual(
            own.rows('SELECT a, b FROM t ORDER BY a'),
            plain.prepare('SELECT a, b FROM t ORDER BY a').raw().safeIntegers().all(),
            context,
          );
        }
      });
      plain.close();
    }
  });

  it('ends with the call, in a read as well', () => {
    database.call('read', () => {
      database.run('BEGIN', 'SAVEPOINT x');
      assert.match(database.failure('BEGIN'), /within a transaction/);
    });
    database.call('read', () => assert.match(database.failure('COMMIT'), /no transaction is active/));
  });

  it('may have a bounded number of savepoints', () => {
    database.call('write', () => {
      for (let count = 0; count < 250; count += 1) database.run('SAVEPOINT s');
      assert.match(database.failure('SAVEPOINT s'), /More than 250/);
      database.run('ROLLBACK');
    });
  });

  it('works in init, where statements outside of it are stored one by one', () => {
    assert.throws(() =>
      database.call('init', () => {
        database.run("INSERT INTO t (b) VALUES ('stored')", 'BEGIN', "INSERT INTO t (b) VALUES ('undone')");
        throw new Error('init fails');
      }),
    );
    database.call('init', () => {
      database.run('BEGIN', 'INSERT INTO child VALUES (99)');
      assert.match(database.failure('COMMIT'), /FOREIGN KEY/);
      database.run('ROLLBACK');
      database.run('BEGIN', 'INSERT INTO t VALUES (7, 7)');
      assert.match(database.failure('INSERT OR ROLLBACK INTO t VALUES (7, 8)'), /UNIQUE/);
      assert.match(database.failure('COMMIT'), /no transaction is active/);
      assert.equal(database.query('INSERT INTO child VALUES (98) RETURNING *').kind, 'error');
      database.run("INSERT INTO t (b) VALUES ('after')");
    });
    assert.deepEqual(stored(), ['stored', 'after']);
  });
});

describe('a read', () => {
  it('writes nothing, whatever the statement', () => {
    database.call('read', () => {
      for (const sql of [
        "INSERT INTO t (b) VALUES ('x')",
        'INSERT INTO t (b) VALUES (1) RETURNING a',
        'CREATE TABLE u (a)',
        'CREATE TEMP TABLE u (a)',
        'DROP TABLE t',
        'PRAGMA user_version = 3',
        'ANALYZE',
        'REINDEX',
      ]) {
        assert.match(database.failure(sql), /only reads; write in a mutation/, sql);
      }
      const outcome = database.query('INSERT INTO t (b) VALUES (1) RETURNING a');
      assert.ok(outcome.kind === 'error' && /only reads/.test(outcome.message));
      assert.match(database.migrate('CREATE TABLE u (a)') ?? '', /Migrations run in init/);
    });
    assert.deepEqual(stored(), []);
  });
});

describe('the database outside of a call', () => {
  it('answers with an error', () => {
    assert.equal(database.query('SELECT 1').kind, 'error');
    assert.equal(database.execute('DELETE FROM t').kind, 'error');
    assert.match(database.migrate('CREATE TABLE u (a)') ?? '', /only during a call/);
  });
});
