import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { parseAnswerColumns } from '../../subgraph-host/storage/json/answer-columns.ts';
import { encodeAnswerList, encodeAnswers } from '../../subgraph-host/storage/json/answer-rows.ts';
import { parseParameterList, parseParameters } from '../../subgraph-host/storage/json/parameters.ts';
import { RowScan, type RowUse } from '../../subgraph-host/storage/json/row-scan.ts';
import { encodeRows, type JsonRows } from '../../subgraph-host/storage/json/rows.ts';
import type { Row, SqlValue } from '../../subgraph-host/storage/values.ts';
import { Random } from '../support/random.ts';

const remarkable: readonly SqlValue[] = [
  null,
  0n,
  1n,
  -1n,
  2n ** 53n - 1n,
  2n ** 53n,
  -(2n ** 53n) + 1n,
  -(2n ** 53n),
  2n ** 63n - 1n,
  -(2n ** 63n),
  0,
  -0,
  50,
  -50,
  0.1,
  1e15,
  1e16,
  1e20,
  1e21,
  1.7976931348623157e308,
  5e-324,
  Infinity,
  -Infinity,
  '',
  'text',
  '"',
  '\\',
  '\u0000',
  '\u001f',
  '\u2028',
  '\ufeff',
  '𝄞',
  '{"$int":"1"}',
  '50',
  'NULL',
  '[[',
  "'; DROP",
  new Uint8Array([]),
  new Uint8Array([0]),
  new Uint8Array([0, 1, 254, 255]),
  new Uint8Array(100),
];

function randomValue(random: Random): SqlValue {
  const word = (): number => random.below(2 ** 32);
  switch (random.below(8)) {
    case 0:
      return BigInt.asIntN(64, (BigInt(word()) << 32n) | BigInt(word()));
    case 1:
      return BigInt(random.below(1_000)) - 500n;
    case 2: {
      const bits = new DataView(new ArrayBuffer(8));
      bits.setUint32(0, word());
      bits.setUint32(4, word());
      const value = bits.getFloat64(0);
      return Number.isNaN(value) ? 0 : value;
    }
    case 3:
      return random.below(10_000) / 4;
    case 4:
      return String.fromCodePoint(...Array.from({ length: random.below(20) }, () => random.below(0xd800)));
    case 5:
      return Uint8Array.from({ length: random.below(9) }, () => random.below(0x100));
    default:
      return random.pick(remarkable);
  }
}

/** What a guest makes of the JSON of a cell. */
function decoded(cell: unknown, source: string | undefined): SqlValue {
  if (typeof cell === 'number') return /[.eE]/.test(source ?? '') ? cell : BigInt(source ?? '');
  if (typeof cell !== 'object' || cell === null) return cell as SqlValue;
  const [[tag, text] = ['', '']] = Object.entries(cell) as [string, string][];
  if (tag === '$int') return BigInt(text);
  return tag === '$float' ? Number(text) : Buffer.from(text, 'base64');
}

function parsedRows(json: string): Record<string, SqlValue>[] {
  const sources = new Map<object, Map<string, string>>();
  const rows = JSON.parse(json, function (this: object, key, value: unknown, context?: { source?: string }) {
    if (typeof value === 'number' && context?.source !== undefined) {
      const known = sources.get(this) ?? new Map<string, string>();
      sources.set(this, known.set(key, context.source));
    }
    return value;
  }) as Record<string, unknown>[];
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, cell]) => [key, decoded(cell, sources.get(row)?.get(key))]),
    ),
  );
}

/** A value as a parameter, in the way in which a guest with 64-bit numbers writes it, or one without. */
function asParameter(value: SqlValue, plain: boolean): string {
  if (typeof value === 'bigint') return plain ? String(value) : `{"$int":"${value}"}`;
  if (typeof value === 'number') {
    const text = Object.is(value, -0) ? '-0.0' : String(value);
    return plain && Number.isFinite(value)
      ? /[.e]/.test(text)
        ? text
        : `${text}.0`
      : `{"$float":"${text}"}`;
  }
  if (value instanceof Uint8Array) return `{"$blob":"${Buffer.from(value).toString('base64')}"}`;
  return JSON.stringify(value);
}

function assertSame(actual: unknown, expected: SqlValue): void {
  if (expected instanceof Uint8Array)
    assert.deepEqual(Buffer.from(actual as Uint8Array), Buffer.from(expected));
  else assert.ok(Object.is(actual, expected), `${String(actual)} is not ${String(expected)}`);
}

function scanned(rows: readonly Row[], use: RowUse): RowScan {
  const scan = new RowScan(use);
  for (const row of rows) scan.add(row);
  return scan;
}

function encoded(columns: readonly string[], rows: readonly Row[]): JsonRows {
  return encodeRows(columns, rows, scanned(rows, 'exact'));
}

describe('values between a guest of 0.3.0 and SQLite', () => {
  const database = new Database(':memory:').defaultSafeIntegers(true);
  database.exec('CREATE TABLE kept (id INTEGER PRIMARY KEY, a ANY, b ANY, c ANY) STRICT');
  const insert = database.prepare('INSERT INTO kept VALUES (?, ?, ?, ?)');
  const select = database.prepare('SELECT a, b, c FROM kept ORDER BY id');

  it('are the same in both directions, whatever they are', () => {
    const random = new Random();
    for (let round = 0; round < 300; round += 1) {
      database.exec('DELETE FROM kept');
      const written = Array.from({ length: random.below(5) }, () => [0, 1, 2].map(() => randomValue(random)));
      for (const [id, values] of written.entries()) {
        const plain = random.chance(0.5);
        const parsed = parseParameters(
          `[${id},${values.map((value) => asParameter(value, plain)).join(',')}]`,
        );
        assert.equal(parsed.kind, 'parameters');
        insert.run(...(parsed.parameters as readonly SqlValue[]));
      }
      const rows = parsedRows(encoded(['a', 'b', 'c'], select.all() as Row[]).json);
      assert.equal(rows.length, written.length);
      for (const [index, values] of written.entries()) {
        for (const [at, column] of ['a', 'b', 'c'].entries())
          assertSame(rows[index]?.[column], values[at] ?? null);
      }
    }
  });

  it('are tagged as escaped exactly when an object stands among them', () => {
    for (const value of remarkable) {
      const { json, escaped } = encoded(['a'], [{ a: value }]);
      const [row] = JSON.parse(json) as { a: unknown }[];
      assert.equal(escaped, typeof row?.a === 'object' && row.a !== null, json);
    }
    assert.deepEqual(encoded(['a'], []), { json: '[]', escaped: false });
  });

  it('keep REAL apart from INTEGER in the text', () => {
    assert.equal(encoded(['a', 'b'], [{ a: 50, b: 50n }]).json, '[{"a":50.0,"b":50}]');
    assert.equal(encoded(['a', 'b'], [{ a: 1e21, b: -0 }]).json, '[{"a":1e+21,"b":-0.0}]');
  });

  it('are taken by name too', () => {
    assert.deepEqual(parseParameters('{"a":1,"__proto__":"x"}'), {
      kind: 'parameters',
      parameters: new Map<string, unknown>([
        ['a', 1n],
        ['__proto__', 'x'],
      ]),
    });
  });

  it('are taken in a list of lists', () => {
    assert.deepEqual(parseParameterList('[[1,1.0],{"a":true}]'), {
      kind: 'list',
      list: [[1n, 1], new Map([['a', 1n]])],
    });
  });

  const refused: readonly (readonly [text: string, message: RegExp])[] = [
    ['', /not JSON/],
    ['{', /not JSON/],
    ['1', /neither a JSON array nor a JSON object/],
    ['null', /neither/],
    ['[[1]]', /json_each/],
    ['[{}]', /only \{"\$int"/],
    ['[{"$int":1}]', /only/],
    ['[{"$int":"1","$float":"1"}]', /only/],
    ['[{"$int":"1.5"}]', /only/],
    ['[{"$int":"9223372036854775808"}]', /more than 64 bits/],
    ['[9223372036854775808]', /more than 64 bits/],
    [`[{"$int":"${'9'.repeat(1_000)}"}]`, /only/],
    ['[{"$float":"NaN"}]', /only/],
    ['[{"$float":"1x"}]', /only/],
    ['[{"$blob":"A"}]', /only/],
    ['[{"$blob":"A==="}]', /only/],
    ['[{"$date":"x"}]', /only/],
  ];
  for (const [text, message] of refused) {
    it(`are refused with a sentence: ${text.slice(0, 40)}`, () => {
      const parsed = parseParameters(text);
      assert.equal(parsed.kind, 'error');
      assert.equal(parsed.code, 'FORGE_PARAMETERS_INVALID');
      assert.match(parsed.message, message);
    });
  }
});

describe('rows that are an answer', () => {
  const list = (rows: Row[]): unknown => {
    const parsed = parseAnswerColumns(Object.keys(rows[0] ?? {}));
    assert.equal(parsed.kind, 'columns');
    const answer = { columns: parsed.columns, rows, scan: scanned(rows, 'answer') };
    const json = encodeAnswerList(answer);
    assert.equal(`[${encodeAnswers(answer).join(',')}]`, json);
    return JSON.parse(json);
  };

  it('have values for the schema: large integers and infinite numbers as texts, blobs in base64', () => {
    assert.deepEqual(
      list([{ a: 2n ** 53n, b: 2n ** 53n - 1n, c: Infinity, d: 50, e: new Uint8Array([0, 255]), f: null }]),
      [{ a: '9007199254740992', b: 9007199254740991, c: 'Infinity', d: 50, e: 'AP8=', f: null }],
    );
  });

  it('have objects in objects, which are null when all of their columns are', () => {
    assert.deepEqual(
      list([
        { id: 1n, 'a.id': 2n, 'a.b.id': null, 'c.d.e': null },
        { id: null, 'a.id': null, 'a.b.id': 3n, 'c.d.e': null },
        { id: null, 'a.id': null, 'a.b.id': null, 'c.d.e': null },
      ]),
      [
        { id: 1, a: { id: 2, b: null }, c: null },
        { id: null, a: { id: null, b: { id: 3 } }, c: null },
        { id: null, a: null, c: null },
      ],
    );
  });

  it('have JSON in JSON, and nothing that is none', () => {
    assert.deepEqual(list([{ 'a:json': ' [1, {"b":"]"}] ', 'b:json': null, 'c.d:json': 5n }]), [
      { a: [1, { b: ']' }], b: null, c: { d: 5 } },
    ]);
    assert.throws(() => list([{ 'a:json': '1,2' }]), /column "a:json" does not hold JSON/);
    assert.throws(() => list([{ 'a:json': new Uint8Array([0x31]) }]), /does not hold JSON/);
  });

  const refused: readonly (readonly [names: readonly string[], message: RegExp])[] = [
    [['count(*)'], /No field can have the name of the column "count\(\*\)"; give it one with AS/],
    [['1'], /No field/],
    [['a-b'], /No field/],
    [[''], /No field/],
    [['a.'], /No field/],
    [['__proto__'], /No field/],
    [['a.__proto__'], /No field/],
    [[Array.from({ length: 9 }, () => 'a').join('.')], /No field/],
    [['a', 'a.b'], /"a.b" fills a field that another column fills/],
    [['a.b', 'a'], /"a" fills/],
    [['a', 'a:json'], /"a:json" fills/],
  ];
  for (const [names, message] of refused) {
    it(`can't have the columns ${JSON.stringify(names).slice(0, 40)}`, () => {
      const parsed = parseAnswerColumns(names);
      assert.equal(parsed.kind, 'refused');
      assert.match(parsed.message, message);
    });
  }
});
