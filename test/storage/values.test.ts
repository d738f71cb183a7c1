import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RecordValue } from '../../subgraph-host/storage/values.ts';
import { Random } from '../support/random.ts';
import { TestDatabase } from './support/database.ts';

let database: TestDatabase;

before(() => {
  database = new TestDatabase();
  database.call('init', () =>
    database.run(
      'CREATE TABLE any_type (value)',
      'CREATE TABLE typed (i INTEGER, r REAL, t TEXT, n NUMERIC, b BLOB)',
      'CREATE TABLE strict (value ANY) STRICT',
    ),
  );
});
after(() => database[Symbol.dispose]());

/** What a value is read as after it was written to a column without a type. */
function throughTable(value: RecordValue, table = 'any_type'): RecordValue | undefined {
  return database.call('write', () => {
    const written = database.raw.execute(`INSERT INTO ${table} VALUES (?) `, [value]);
    assert.equal(written.kind, 'changed');
    const read = database.raw.query(`SELECT value FROM ${table} ORDER BY rowid DESC LIMIT 1`, []);
    return read.kind === 'rows' ? read.rows[0]?.[0] : undefined;
  });
}

/** What a value is read as when SQLite only passes it on. */
function throughParameter(value: RecordValue): RecordValue | undefined {
  return database.call('read', () => {
    const read = database.raw.query('SELECT ?', [value]);
    return read.kind === 'rows' ? read.rows[0]?.[0] : undefined;
  });
}

const integer = (val: bigint): RecordValue => ({ tag: 'integer', val });
const float = (val: number): RecordValue => ({ tag: 'float', val });
const text = (val: string): RecordValue => ({ tag: 'text', val });
const blob = (...bytes: readonly number[]): RecordValue => ({ tag: 'blob', val: new Uint8Array(bytes) });

function assertSame(actual: RecordValue | undefined, expected: RecordValue): void {
  if (actual?.tag !== 'blob' || expected.tag !== 'blob') {
    assert.deepStrictEqual(actual, expected);
    return;
  }
  assert.ok(Buffer.from(actual.val).equals(Buffer.from(expected.val)));
}

const edges: readonly RecordValue[] = [
  { tag: 'null' },
  ...[0n, 1n, -1n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)].map(integer),
  ...[0.1, -1.5, 1e308, 5e-324, 2 ** 53, 50, Infinity, -Infinity, Number.MAX_VALUE].map(float),
  ...['', 'a', 'snow ☃ 𝄞', 'with \0 inside', '\0', '\ufeffmark', "it's", '9007199254740993'].map(text),
  blob(),
  blob(0),
  blob(0, 1, 254, 255),
  { tag: 'blob', val: new Uint8Array(1_000_000).fill(7) },
];

describe('values', () => {
  it('come back as they were given: all six cases at their edges', () => {
    for (const value of edges) {
      assertSame(throughParameter(value), value);
      assertSame(throughTable(value), value);
      assertSame(throughTable(value, 'strict'), value);
    }
  });

  it('come back as they were given, at random', () => {
    const random = new Random();
    const bits = new DataView(new ArrayBuffer(8));
    for (let count = 0; count < 3_000; count += 1) {
      bits.setUint32(0, random.below(2 ** 32));
      bits.setUint32(4, random.below(2 ** 32));
      const value = random.pick([
        () => integer(bits.getBigInt64(0)),
        () => integer(BigInt.asIntN(random.below(64) + 1, bits.getBigInt64(0))),
        () => float(bits.getFloat64(0)),
        () => text(String.fromCodePoint(...random.several(0, 9, () => random.below(0xd800)))),
        () => text(String.fromCodePoint(...random.several(0, 9, () => 0x1_0000 + random.below(0x10_0000)))),
        () => blob(...random.several(0, 20, () => random.below(256))),
      ])();
      const isNotANumber = value.tag === 'float' && Number.isNaN(value.val);
      const expected: RecordValue = isNotANumber ? { tag: 'null' } : value;
      try {
        assertSame(throughParameter(value), expected);
      } catch (error) {
        throw new Error(`FORGE_TEST_SEED=${random.seed}`, { cause: error });
      }
    }
  });

  it('become what SQLite can store: booleans integers, NaN NULL, halves of surrogates U+FFFD', () => {
    assert.deepEqual(throughTable({ tag: 'boolean', val: true }), integer(1n));
    assert.deepEqual(throughTable({ tag: 'boolean', val: false }), integer(0n));
    assert.deepEqual(throughTable(float(NaN)), { tag: 'null' });
    assert.deepEqual(throughTable(text('a\ud800b\udc00')), text('a\ufffdb\ufffd'));
    assert.deepStrictEqual(throughParameter(float(-0)), float(-0));
    assert.deepStrictEqual(throughTable(float(-0)), float(-0));
  });

  it('follow the affinity of their column', () => {
    database.call('write', () => {
      database.execute('INSERT INTO typed VALUES (?, ?, ?, ?, ?)', '12', 7n, 7n, '1e3', '7');
      database.execute('INSERT INTO typed VALUES (?, ?, ?, ?, ?)', 12.0, '0.5', 0.5, 2.0, 0.5);
      const result = database.raw.query('SELECT * FROM typed', []);
      assert.deepEqual(result.kind === 'rows' ? result.rows : [], [
        [integer(12n), float(7), text('7'), integer(1000n), text('7')],
        [integer(12n), float(0.5), text('0.5'), integer(2n), float(0.5)],
      ]);
    });
  });

  it('keep their place when columns have the same name, or that of a prototype', () => {
    database.call('read', () => {
      assert.deepEqual(database.rows('SELECT 1 AS a, 2 AS a, 3 AS "__proto__", 4 AS constructor'), [
        [1n, 2n, 3n, 4n],
      ]);
    });
  });

  it('are bound by place, whatever their parameters are called', () => {
    database.call('read', () => {
      assert.deepEqual(database.rows('SELECT ?, ?', 'a', 'b'), [['a', 'b']]);
      assert.deepEqual(database.rows('SELECT ?2, ?1', 'a', 'b'), [['b', 'a']]);
      assert.deepEqual(database.rows('SELECT ?2, ?1, ?2, ?', 'a', 'b', 'c'), [['b', 'a', 'b', 'c']]);
      assert.deepEqual(database.rows('SELECT :x, @y, $x2, :x', 1n, 2n, 3n), [[1n, 2n, 3n, 1n]]);
      assert.deepEqual(database.rows('SELECT ?3, ?', 'a', 'b', 'c', 'd'), [['c', 'd']]);
      assert.deepEqual(database.rows('SELECT ?, ?1', 'a'), [['a', 'a']]);
      assert.deepEqual(database.rows('SELECT :__proto__, @constructor', 'a', 'b'), [['a', 'b']]);
      for (const sql of ['SELECT ?, ?', 'SELECT ?3', 'SELECT :a, :b, :c']) {
        assert.match(database.failure(sql, 'one'), /has [23] parameters; 1 values were given/);
      }
      assert.match(database.failure('SELECT 1', 'one'), /has 0 parameters/);
    });
  });

  it('are bound like those of SQLite by index, at random', () => {
    const random = new Random();
    const pieces = ['?', '?', '?1', '?2', '?5', ':a', ':b', '@c', '$d', '?03', ':é'];
    for (let count = 0; count < 500; count += 1) {
      const chosen = random.several(1, 6, () => random.pick(pieces));
      const indexes = numberedBySqlite(chosen);
      const values = Array.from({ length: Math.max(...indexes) }, (_, index) => BigInt(index + 1));
      const context = `FORGE_TEST_SEED=${random.seed}: ${chosen.join()}`;
      database.call('read', () => {
        const rows = database.rows(`SELECT ${chosen.join(', ')}`, ...values);
        assert.deepEqual(rows, [indexes.map(BigInt)], context);
      });
    }
  });
});

/** The rules of https://sqlite.org/lang_expr.html#parameters */
function numberedBySqlite(parameters: readonly string[]): readonly number[] {
  const named = new Map<string, number>();
  let highest = 0;
  return parameters.map((parameter) => {
    const index = /^\?\d/.test(parameter)
      ? Number(parameter.slice(1))
      : (named.get(parameter) ?? highest + 1);
    if (parameter !== '?') named.set(parameter, index);
    highest = Math.max(highest, index);
    return index;
  });
}
