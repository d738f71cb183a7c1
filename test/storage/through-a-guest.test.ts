import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Gateway } from '../support/gateway.ts';
import { fixture } from '../support/guests.ts';

type Outcome = {
  readonly rows?: readonly (readonly unknown[])[];
  readonly changed?: Readonly<Record<string, unknown>>;
  readonly done?: true;
  readonly error?: string;
};

describe('SQL of a guest, through its component', () => {
  let gateway: Gateway;
  let folder: string;
  let canary: string;

  before(async () => {
    gateway = await Gateway.start({ extensions: { sql: await fixture('runs-sql') } });
    folder = join(gateway.dir, 'extensions_dir');
    canary = join(gateway.dir, 'canary.db');
    writeFileSync(canary, 'canary');
  });
  after(() => gateway[Symbol.asyncDispose]());

  const parse = (texts: readonly string[]): readonly Outcome[] =>
    texts.map((text) => JSON.parse(text) as Outcome);
  const read = async (...statements: readonly string[]): Promise<readonly Outcome[]> => {
    const query = 'query ($statements: [String!]!) { read(statements: $statements) }';
    return parse((await gateway.data<{ read: string[] }>(query, { statements })).read);
  };
  const mutation = 'mutation ($statements: [String!]!) { write(statements: $statements) }';
  const write = async (...statements: readonly string[]): Promise<readonly Outcome[]> =>
    parse((await gateway.data<{ write: string[] }>(mutation, { statements })).write);
  const migrate = async (script: string): Promise<Outcome> => {
    const query = 'mutation ($script: String!) { migrate(script: $script) }';
    return JSON.parse((await gateway.data<{ migrate: string }>(query, { script })).migrate) as Outcome;
  };

  it('stores and reads what it may', async () => {
    assert.deepEqual(
      await migrate('CREATE TABLE t (id INTEGER PRIMARY KEY, a); CREATE VIRTUAL TABLE f USING fts5(a);'),
      {
        done: true,
      },
    );
    const written = await write(
      "INSERT INTO t (a) VALUES ('x'), (2), (x'00ff')",
      "INSERT INTO f VALUES ('hello there')",
    );
    assert.deepEqual(
      written.map(({ error }) => error),
      [undefined, undefined],
    );
    assert.deepEqual(await read('SELECT a FROM t', "SELECT a FROM f('there')"), [
      { rows: [['x'], [2], [{ blob: [0, 255] }]] },
      { rows: [['hello there']] },
    ]);
  });

  it('reaches no file, no other database and no setting of the connection', async () => {
    const filesBefore = [...listing(folder), ...listing(gateway.dir)];
    const attacks = [
      `ATTACH '${canary}' AS x`,
      `/* SELECT */ attach '${canary}' as x`,
      `\ufeff-- SELECT\nATTACH DATABASE '${canary}' AS "x"`,
      `SELECT 1; ATTACH '${canary}' AS x`,
      `SELECT 1 /* ; */ ; ; ATTACH '${canary}' AS x`,
      `EXPLAIN ATTACH '${canary}' AS x`,
      'DETACH main',
      'DETACH _forge_slot_1',
      'VACUUM',
      `VACUUM INTO '${join(gateway.dir, 'copy.db')}'`,
      `VACUUM main INTO '${join(folder, 'copy.db')}'`,
      "SELECT load_extension('/lib/x86_64-linux-gnu/libc.so.6')",
      'SELECT\n"load_extension" /* */ (\'x\')',
      `SELECT readfile('${canary}')`,
      `SELECT writefile('${canary}', 'x')`,
      `SELECT * FROM zipfile('${canary}')`,
      `SELECT * FROM fsdir('${gateway.dir}')`,
      `CREATE VIRTUAL TABLE temp.c USING csv(filename='${canary}')`,
      'CREATE VIRTUAL TABLE d USING dbstat',
      'SELECT file FROM pragma_database_list',
      "SELECT * FROM 'pragma_database_list'",
      'PRAGMA database_list',
      'PRAGMA writable_schema = ON',
      'PRAGMA "writable_schema" = ON',
      "PRAGMA main.'journal_mode' = DELETE",
      'PRAGMA/**/journal_mode=MEMORY',
      `PRAGMA temp_store_directory = '${gateway.dir}'`,
      'PRAGMA temp_store = FILE',
      'PRAGMA query_only = OFF',
      'PRAGMA trusted_schema = ON',
      'PRAGMA max_page_count = 2147483646',
      'PRAGMA mmap_size = 268435456',
      'PRAGMA wal_checkpoint(TRUNCATE)',
      'DELETE FROM sqlite_schema',
      'DELETE FROM f_data',
      'SELECT * FROM _forge_migrations',
      'DROP TABLE "_forge_migrations"',
      'COMMIT',
      'ROLLBACK',
      'END; SELECT 1',
      "SELECT 'unterminated",
      'SELECT 1\0; DROP TABLE t',
    ];
    for (const outcomes of [await read(...attacks), await write(...attacks)]) {
      for (const [index, outcome] of outcomes.entries()) {
        assert.equal(typeof outcome.error, 'string', `${attacks[index]}: ${JSON.stringify(outcome)}`);
        assert.ok(outcome.error?.includes('extensions_dir') === false, outcome.error ?? '');
      }
    }
    for (const attack of attacks) {
      if (attack === 'COMMIT' || attack === 'ROLLBACK') continue;
      assert.match((await migrate(attack)).error ?? '', /^Statement \d+ of the migration/, attack);
    }
    assert.deepEqual([...listing(folder), ...listing(gateway.dir)], filesBefore);
    assert.equal(readFileSync(canary, 'utf8'), 'canary');
    assert.deepEqual(await read('SELECT count(*) FROM t'), [{ rows: [[3]] }]);
  });

  it('learns from its mutation that a statement has undone it', async () => {
    const answer = await gateway.query(mutation, {
      statements: [
        "INSERT INTO t VALUES (50, 'undone')",
        "INSERT OR ROLLBACK INTO t VALUES (50, 'again')",
        'SELECT 1',
      ],
    });
    assert.equal(answer.errors?.[0]?.extensions?.['code'], 'MUTATION_NOT_STORED');
    assert.match(answer.errors[0]?.message ?? '', /UNIQUE constraint failed: t\.id/);
    assert.deepEqual(await read('SELECT count(*) FROM t WHERE id = 50'), [{ rows: [[0]] }]);
  });

  it('takes its own process down, and nothing else, when a statement takes too much memory', async () => {
    const back = gateway.nextReady('sql');
    const large = "SELECT length(zeroblob(500000000) || 'a') + length(zeroblob(500000000) || 'b')";
    const many = Array.from({ length: 20 }, () => large).join(' UNION ALL ');
    const [answer, groups] = await Promise.all([
      gateway.query(mutation, { statements: [many] }),
      gateway.data('{ getAllGroups { slug } }'),
    ]);
    assert.equal(answer.errors?.[0]?.extensions?.['extension'], 'sql');
    assert.deepEqual(groups, { getAllGroups: [] });
    await back;
    const reason = await gateway.program.log.waitFor('the reason', (line) =>
      /MiB of memory/.test(String(line['reason'])),
    );
    assert.equal(reason['extension'], 'sql');
    assert.deepEqual(await read('SELECT count(*) FROM t'), [{ rows: [[3]] }]);
  });

  it('keeps its database to its owner', () => {
    for (const [path, mode] of listing(join(folder, 'sql'))) assert.equal(mode, '600', path);
  });
});

/** Files of a folder with their modes. */
function listing(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => join(folder, name))
    .map((path) => [path, (statSync(path).mode & 0o777).toString(8)] as const);
}
