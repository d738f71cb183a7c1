import assert from 'node:assert/strict';
import { afterEach, after, before, describe, it } from 'node:test';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { defaultGrants } from '@forgepoint/common/permissions/permission.ts';
import { fixture } from '../support/guests.ts';
import { Hosted } from '../support/hosted.ts';

type Step = readonly [name: string, ...parameters: string[]];
interface Result {
  readonly ok?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

let host: Hosted;

async function run(kind: 'query' | 'mutation', ...steps: readonly Step[]): Promise<readonly Result[]> {
  const { run: text } = await host.data<{ run: string }>(`${kind} ($s: String!) { run(steps: $s) }`, {
    s: JSON.stringify(steps),
  });
  return JSON.parse(text) as Result[];
}

async function runOne(kind: 'query' | 'mutation', ...step: Step): Promise<Result> {
  return (await run(kind, step))[0] ?? {};
}

async function rows(sql: string, params = '[]'): Promise<unknown> {
  const { ok } = await runOne('query', 'query', sql, params);
  return JSON.parse((ok as { val: string }).val);
}

const kept = (): Promise<unknown> => rows('SELECT value FROM kept ORDER BY id');
const insert = (...values: unknown[]): Step => [
  'execute',
  'INSERT INTO kept (value) VALUES (?)',
  JSON.stringify(values),
];

describe('host-sql of 0.3.0, as a guest uses it', () => {
  before(async () => {
    host = await Hosted.start({ component: await fixture('sql-console-030', '0.3.0') });
  });
  after(() => host[Symbol.asyncDispose]());
  afterEach(async () => {
    await runOne('mutation', 'execute', 'DELETE FROM kept', '[]');
  });

  it('gives rows as JSON, tagged when they hold escapes', async () => {
    assert.deepEqual(await runOne('query', 'query', "SELECT 1 AS a, 'x' AS b, NULL AS c, 0.5 AS d", '[]'), {
      ok: { tag: 'plain', val: '[{"a":1,"b":"x","c":null,"d":0.5}]' },
    });
    assert.deepEqual(
      await runOne(
        'query',
        'query',
        "SELECT 9007199254740992 AS a, x'00ff' AS b, 9e999 AS c, 50.0 AS d",
        '[]',
      ),
      {
        ok: {
          tag: 'escaped',
          val: '[{"a":{"$int":"9007199254740992"},"b":{"$blob":"AP8="},"c":{"$float":"Infinity"},"d":50.0}]',
        },
      },
    );
  });

  it('stores every value as what it was given', async () => {
    const values =
      '[9223372036854775807,{"$int":"-9223372036854775808"},50,50.0,{"$float":"50"},1e3,true,null,"\\ufeff𝄞\\u0000","",{"$blob":"AP8="},{"$blob":""}]';
    const types = await rows(
      `SELECT ${Array.from({ length: 12 }, (_, index) => `typeof(?${index + 1}) AS t${index}`).join(', ')}`,
      values,
    );
    assert.deepEqual(Object.values((types as object[])[0] ?? {}), [
      'integer',
      'integer',
      'integer',
      'real',
      'real',
      'real',
      'integer',
      'null',
      'text',
      'text',
      'blob',
      'blob',
    ]);
    const names = Array.from({ length: 12 }, (_, index) => `? AS c${index}`);
    const { ok } = await runOne('query', 'query', `SELECT ${names.join(', ')}`, values);
    assert.equal(
      (ok as { val: string }).val,
      '[{"c0":{"$int":"9223372036854775807"},"c1":{"$int":"-9223372036854775808"},"c2":50,"c3":50.0,"c4":50.0,"c5":1000.0,"c6":1,"c7":null,"c8":"\ufeff𝄞\\u0000","c9":"","c10":{"$blob":"AP8="},"c11":{"$blob":""}}]',
    );
  });

  it('takes parameters by name', async () => {
    assert.deepEqual(await rows('SELECT :a AS a, @b AS b, $c AS c, :a AS d', '{"a":1,"b":"x","c":null}'), [
      { a: 1, b: 'x', c: null, d: 1 },
    ]);
  });

  it('tells what a statement has changed', async () => {
    assert.deepEqual(
      await run(
        'mutation',
        insert('a'),
        insert('b'),
        ['execute', 'UPDATE kept SET value = value || ?', '["!"]'],
        ['execute', 'DELETE FROM kept WHERE value = ?', '["a!"]'],
      ),
      [
        { ok: { rows: 1, lastInsertRowid: '1' } },
        { ok: { rows: 1, lastInsertRowid: '2' } },
        { ok: { rows: 2, lastInsertRowid: null } },
        { ok: { rows: 1, lastInsertRowid: null } },
      ],
    );
    assert.deepEqual(
      await runOne('mutation', 'execute', 'INSERT INTO kept VALUES (9223372036854775807, ?)', '["last"]'),
      {
        ok: { rows: 1, lastInsertRowid: '9223372036854775807' },
      },
    );
  });

  it('returns the rows of RETURNING, and throws them away in execute', async () => {
    assert.deepEqual(
      await run(
        'mutation',
        ['query', 'INSERT INTO kept (value) VALUES (?), (?) RETURNING id, value', '["a","b"]'],
        ['execute', 'UPDATE kept SET value = value RETURNING id', '[]'],
      ),
      [
        { ok: { tag: 'plain', val: '[{"id":1,"value":"a"},{"id":2,"value":"b"}]' } },
        { ok: { rows: 2, lastInsertRowid: null } },
      ],
    );
    assert.deepEqual(await kept(), [{ value: 'a' }, { value: 'b' }]);
  });

  it('carries out all or none of execute-many', async () => {
    const many = (list: string): Step => ['executeMany', 'INSERT INTO kept (value) VALUES (?)', list];
    assert.deepEqual(await runOne('mutation', ...many('[["a"],["b"],[3]]')), {
      ok: { rows: 3, lastInsertRowid: '3' },
    });
    const { error } = await runOne('mutation', ...many('[["c"],["a"],["d"]]'));
    assert.equal(error?.code, 'SQLITE_CONSTRAINT_UNIQUE');
    assert.equal(
      (await runOne('mutation', ...many('[["c"],["d","e"]]'))).error?.code,
      'FORGE_PARAMETERS_INVALID',
    );
    assert.deepEqual(await runOne('mutation', ...many('[]')), { ok: { rows: 0, lastInsertRowid: null } });
    assert.deepEqual(await kept(), [{ value: 'a' }, { value: 'b' }, { value: 3 }]);
  });

  it('costs fuel by what it is given, and executeMany for every run', async () => {
    await using bounded = await Hosted.start({
      component: await fixture('sql-console-030', '0.3.0'),
      limits: { fuelPerCall: 30_000_000 },
    });
    const ask = async (...step: Step) =>
      bounded.query('mutation ($s: String!) { run(steps: $s) }', { s: JSON.stringify([step]) });
    const nothing = 'UPDATE kept SET value = 1 WHERE false';
    const times = (runs: number): string => `[${Array.from({ length: runs }, () => '[]').join()}]`;
    assert.equal((await ask('executeMany', nothing, times(10))).errors, undefined);
    const { errors = [] } = await ask('executeMany', nothing, times(4_000));
    assert.equal(errors[0]?.extensions?.['code'], 'EXTENSION_FUEL_EXHAUSTED');
  });

  const errors: readonly (readonly [
    kind: 'query' | 'mutation',
    step: Step,
    code: string,
    message: RegExp,
  ])[] = [
    ['query', ['query', 'SELECT nope', '[]'], 'SQLITE_ERROR', /no such column: nope/],
    ['query', ['query', 'SELECT 1; SELECT 2', '[]'], 'FORGE_STATEMENT_REFUSED', /one statement/],
    ['query', ['query', "ATTACH 'x' AS y", '[]'], 'FORGE_STATEMENT_REFUSED', /ATTACH/],
    ['mutation', ['execute', 'BEGIN', '[]'], 'FORGE_STATEMENT_REFUSED', /Use begin, commit and rollback/],
    ['mutation', ['query', 'SAVEPOINT a', '[]'], 'FORGE_STATEMENT_REFUSED', /Use begin/],
    ['mutation', ['execute', 'DROP TABLE _forge_ledger', '[]'], 'FORGE_STATEMENT_REFUSED', /_forge_/],
    ['query', ['execute', 'DELETE FROM kept', '[]'], 'SQLITE_READONLY', /write in a mutation/],
    [
      'query',
      ['queryRef', 'INSERT INTO kept (value) VALUES (1) RETURNING id', '[]'],
      'SQLITE_READONLY',
      /write in a mutation/,
    ],
    [
      'query',
      ['query', 'SELECT ?', '[1,2]'],
      'FORGE_PARAMETERS_INVALID',
      /1 parameters; 2 values were given/,
    ],
    ['query', ['query', 'SELECT ?', '[]'], 'FORGE_PARAMETERS_INVALID', /1 parameters; 0 values were given/],
    [
      'query',
      ['query', 'SELECT :a', '{"b":1}'],
      'FORGE_PARAMETERS_INVALID',
      /The parameter "a" of the statement has no value/,
    ],
    ['query', ['query', 'SELECT :a', '{"a":1,"b":1}'], 'FORGE_PARAMETERS_INVALID', /no parameter "b"/],
    ['query', ['query', 'SELECT ?', '{"a":1}'], 'FORGE_PARAMETERS_INVALID', /without a name/],
    [
      'query',
      ['query', 'PRAGMA foreign_keys = OFF', '[]'],
      'FORGE_STATEMENT_REFUSED',
      /Foreign keys are always on/,
    ],
    ['query', ['query', 'SELECT ?', '[[1]]'], 'FORGE_PARAMETERS_INVALID', /json_each/],
    [
      'query',
      ['query', 'SELECT 1', `[${'1,'.repeat(32_766)}1]`],
      'FORGE_PARAMETERS_INVALID',
      /32766 parameters/,
    ],
    [
      'query',
      ['query', 'SELECT 1 AS a, 2 AS a', '[]'],
      'FORGE_COLUMNS_INVALID',
      /Two columns have the name "a"/,
    ],
    ['query', ['query', 'SELECT 1 AS "__proto__"', '[]'], 'FORGE_COLUMNS_INVALID', /__proto__/],
    [
      'query',
      ['queryRef', 'SELECT count(*)', '[]'],
      'FORGE_COLUMNS_INVALID',
      /"count\(\*\)"; give it one with AS/,
    ],
    ['mutation', ['query', 'DELETE FROM kept', '[]'], 'FORGE_STATEMENT_MISUSED', /use execute/],
    ['query', ['execute', 'SELECT 1', '[]'], 'FORGE_STATEMENT_MISUSED', /use query/],
    [
      'query',
      ['execute', 'WITH a AS (SELECT 1) SELECT * FROM a', '[]'],
      'FORGE_STATEMENT_MISUSED',
      /use query/,
    ],
    [
      'query',
      ['query', 'WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n) SELECT a FROM n', '[]'],
      'FORGE_LIMIT_EXCEEDED',
      /add a LIMIT/,
    ],
    ['query', ['query', 'SELECT zeroblob(40000000) AS a', '[]'], 'FORGE_LIMIT_EXCEEDED', /add a LIMIT/],
    ['query', ['query', `SELECT '${'x'.repeat(1_048_576)}'`, '[]'], 'FORGE_LIMIT_EXCEEDED', /characters/],
    ['mutation', ['commit'], 'FORGE_TRANSACTION_INVALID', /call begin first/],
    ['mutation', ['rollback'], 'FORGE_TRANSACTION_INVALID', /call begin first/],
  ];
  for (const [kind, step, code, message] of errors) {
    it(`is told ${code}: ${step.join(' ').slice(0, 60)}`, async () => {
      const { error } = await runOne(kind, ...step);
      assert.equal(error?.code, code);
      assert.match(error.message, message);
    });
  }

  it('gets names of columns that are those of the schema now', async () => {
    const select: Step = ['query', 'SELECT * FROM changing', '[]'];
    const results = await run(
      'mutation',
      ['execute', 'CREATE TABLE changing (a)', '[]'],
      ['execute', 'INSERT INTO changing VALUES (1)', '[]'],
      select,
      ['execute', 'ALTER TABLE changing ADD COLUMN b DEFAULT 2', '[]'],
      select,
      ['execute', 'ALTER TABLE changing RENAME COLUMN a TO c', '[]'],
      select,
    );
    const texts = results.flatMap(({ ok }) =>
      ok !== null && Object.hasOwn(ok as object, 'val') ? [(ok as { val: string }).val] : [],
    );
    assert.deepEqual(texts, ['[{"a":1}]', '[{"a":1,"b":2}]', '[{"c":1,"b":2}]']);
  });

  it('bounds what the rows of one call take together', async () => {
    const big: Step = ['queryRef', 'SELECT zeroblob(12000000) AS a', '[]'];
    const results = await run('query', big, big, big);
    assert.deepEqual(
      results.map(({ error }) => error?.code),
      [undefined, undefined, 'FORGE_LIMIT_EXCEEDED'],
    );
    assert.equal((await runOne('query', ...big)).error, undefined);
  });

  it('bounds the rows of a statement that gave few before', async () => {
    const sql =
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT hex(zeroblob(?)) AS a FROM n';
    const few: Step = ['query', sql, '[1, 1]'];
    const many: Step = ['query', sql, '[40000, 4096]'];
    for (const step of [few, few]) assert.equal((await runOne('query', ...step)).error, undefined);
    assert.equal((await runOne('query', ...many)).error?.code, 'FORGE_LIMIT_EXCEEDED');
    assert.equal((await runOne('query', ...few)).error, undefined);
  });

  it('bounds the number of handles in one call', async () => {
    const results = await run(
      'query',
      ...Array.from({ length: 4_097 }, (): Step => ['queryRef', 'SELECT 1 AS a', '[]']),
    );
    assert.equal(results.at(-2)?.error, undefined);
    assert.equal(results.at(-1)?.error?.code, 'FORGE_LIMIT_EXCEEDED');
  });
});

describe('transactions of a guest of 0.3.0', () => {
  before(async () => {
    host = await Hosted.start({ component: await fixture('sql-console-030', '0.3.0') });
  });
  after(() => host[Symbol.asyncDispose]());
  afterEach(async () => {
    await runOne('mutation', 'execute', 'DELETE FROM kept', '[]');
  });

  it('keep what was committed and undo what was rolled back', async () => {
    await run(
      'mutation',
      insert('a'),
      ['begin'],
      insert('b'),
      ['rollback'],
      ['begin'],
      insert('c'),
      ['commit'],
      insert('d'),
    );
    assert.deepEqual(await kept(), [{ value: 'a' }, { value: 'c' }, { value: 'd' }]);
  });

  it('nest: a rollback undoes what was committed within', async () => {
    await run(
      'mutation',
      ['begin'],
      insert('a'),
      ['begin'],
      insert('b'),
      ['commit'],
      ['begin'],
      insert('c'),
      ['rollback'],
      ['commit'],
    );
    assert.deepEqual(await kept(), [{ value: 'a' }, { value: 'b' }]);
    await run('mutation', ['begin'], insert('c'), ['begin'], insert('d'), ['commit'], ['rollback']);
    assert.deepEqual(await kept(), [{ value: 'a' }, { value: 'b' }]);
  });

  it('that are left open are rolled back, and the log says so', async () => {
    const line = host.log.next('the warning', ({ msg }) =>
      String(msg).includes('left a transaction of its own open'),
    );
    await run('mutation', insert('a'), ['begin'], insert('b'), ['begin'], insert('c'));
    assert.match(String((await line)['requestId']), /^[0-9a-f-]{36}$/);
    assert.deepEqual(await kept(), [{ value: 'a' }]);
    assert.deepEqual(
      (await run('mutation', insert('d'), ['commit']))[1]?.error?.code,
      'FORGE_TRANSACTION_INVALID',
    );
  });

  it('are rolled back with the call when it fails or traps', async () => {
    for (const [field, code] of [
      ['runAndFail', 'ON_PURPOSE'],
      ['runAndTrap', 'EXTENSION_TRAPPED'],
    ] as const) {
      const { errors } = await host.query(`mutation ($s: String!) { ${field}(steps: $s) }`, {
        s: JSON.stringify([insert('a'), ['begin'], insert('b'), ['commit'], ['begin'], insert('c')]),
      });
      assert.equal(errors?.[0]?.extensions?.['code'], code);
      assert.deepEqual(await kept(), []);
    }
    await run('mutation', ['begin'], insert('a'), ['commit']);
    assert.deepEqual(await kept(), [{ value: 'a' }]);
  });

  it('are gone with the mutation when a statement makes SQLite roll back, and nothing is stored', async () => {
    const rollsBack: Step = ['execute', 'INSERT OR ROLLBACK INTO kept (value) VALUES (?)', '["a"]'];
    const { data, errors } = await host.query('mutation ($s: String!) { runAndTell(steps: $s) }', {
      s: JSON.stringify([
        insert('a'),
        ['begin'],
        rollsBack,
        insert('b'),
        ['query', 'SELECT 1', '[]'],
        ['commit'],
      ]),
    });
    assert.deepEqual(data, { runAndTell: null });
    assert.equal(errors?.[0]?.extensions?.['code'], 'MUTATION_NOT_STORED');
    const told = host.logged('outcome').at(-1) as { outcome: Result[] };
    assert.deepEqual(
      told.outcome.map(({ error }) => error?.code),
      [
        undefined,
        undefined,
        'SQLITE_CONSTRAINT_UNIQUE',
        'FORGE_TRANSACTION_UNDONE',
        'FORGE_TRANSACTION_UNDONE',
        'FORGE_TRANSACTION_UNDONE',
      ],
    );
    assert.deepEqual(await kept(), []);
  });

  it('can be begun in a query, where they only read', async () => {
    const results = await run(
      'query',
      ['begin'],
      ['query', 'SELECT count(*) AS n FROM kept', '[]'],
      insert('a'),
      ['commit'],
    );
    assert.deepEqual(
      results.map(({ error }) => error?.code),
      [undefined, undefined, 'SQLITE_READONLY', undefined],
    );
  });

  it('have a bound on how deep they nest', async () => {
    const results = await run('mutation', ...Array.from({ length: 65 }, (): Step => ['begin']));
    assert.equal(results.at(-2)?.error, undefined);
    assert.equal(results.at(-1)?.error?.code, 'FORGE_TRANSACTION_INVALID');
  });
});

describe('an extension of 0.3.0 without the permission "database"', () => {
  it('does not start when it has migrations, and is told why', async () => {
    const permissions = { ...defaultGrants, database: false };
    const component = await fixture('answers-030', '0.3.0');
    await assert.rejects(Hosted.start({ component, permissions }), (error) => {
      assert.ok(error instanceof ForgeError);
      assert.equal(error.code, 'EXTENSION_MIGRATION_FAILED');
      assert.match(error.message, /has no database/);
      return true;
    });
  });
});
