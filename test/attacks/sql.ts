import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Gateway } from '../support/gateway.ts';
import { failureOf, type Attack } from './support/attack.ts';
import { program, sql } from './support/attackers.ts';

type Outcome = { readonly rows?: readonly unknown[]; readonly changed?: object; readonly error?: string };

const read = 'query ($statements: [String!]!) { outcomes: read(statements: $statements) }';
const write = 'mutation ($statements: [String!]!) { outcomes: write(statements: $statements) }';
const migrate = 'mutation ($script: String!) { outcome: migrate(script: $script) }';

/** Statements of which none may be run, whichever way they come. */
function refused(title: string, statements: (dir: string) => readonly string[]): Attack {
  return {
    title,
    attacker: sql,
    run: async (gateway) => {
      const list = statements(gateway.dir);
      for (const operation of [read, write]) {
        const { outcomes } = await gateway.data<{ outcomes: string[] }>(operation, { statements: list });
        for (const [index, text] of outcomes.entries())
          assertRefused(JSON.parse(text) as Outcome, list[index] ?? '', gateway);
      }
      for (const script of list) {
        const { outcome } = await gateway.data<{ outcome: string }>(migrate, { script });
        assertRefused(JSON.parse(outcome) as Outcome, script, gateway);
      }
      return `${list.length} statements, each refused thrice`;
    },
  };
}

function assertRefused({ error }: Outcome, statement: string, { dir }: Gateway): void {
  assert.ok(error !== undefined, `${statement} was run`);
  // A path that the guest has written itself may come back to it.
  if (!statement.includes(dir)) assert.ok(!error.includes(dir), error);
}

/** Attacks by SQL, and on the disk. */
export const sqlAttacks: readonly Attack[] = [
  refused('attaches and copies databases', (dir) => [
    `ATTACH '${dir}/canary.db' AS x`,
    `ATTACH DATABASE 'file:${dir}/canary.db?mode=rwc' AS x`,
    `ATTACH '' AS x`,
    `ATTACH ':memory:' AS x`,
    'DETACH main',
    'DETACH _forge_slot_1',
    'VACUUM',
    `VACUUM INTO '${dir}/copy.db'`,
    `VACUUM main INTO '${dir}/extensions_dir/issues/copy.db'`,
    `EXPLAIN ATTACH '${dir}/canary.db' AS x`,
    `CREATE TRIGGER t AFTER INSERT ON filler BEGIN ATTACH '${dir}/canary.db' AS x; END`,
  ]),
  refused('hides that behind comments, case and encodings', (dir) => [
    `/* SELECT */ aTtAcH '${dir}/canary.db' as x`,
    `\ufeff-- SELECT\nATTACH '${dir}/canary.db' AS "x"`,
    `--\u2028 ATTACH\n ATTACH '${dir}/canary.db' AS x`,
    `SELECT 1; ATTACH '${dir}/canary.db' AS x`,
    `SELECT 1 /* ; */ ; ; ATTACH '${dir}/canary.db' AS x`,
    `;;;ATTACH '${dir}/canary.db' AS x`,
    `/**/ /*/ */ATTACH '${dir}/canary.db' AS x`,
    `\u00a0ATTACH '${dir}/canary.db' AS x`,
    `\u0410TTACH '${dir}/canary.db' AS x`,
    `ATTACH\0 '${dir}/canary.db' AS x`,
    `SELECT 1\0; ATTACH '${dir}/canary.db' AS x`,
    `WITH a AS (SELECT 1) ATTACH '${dir}/canary.db' AS x`,
  ]),
  refused('reads and writes files by functions and tables', (dir) => [
    `SELECT readfile('${dir}/canary.txt')`,
    `SELECT writefile('${dir}/canary.txt', 'x')`,
    `SELECT edit('x', 'sh')`,
    "SELECT load_extension('/lib/x86_64-linux-gnu/libc.so.6')",
    'SELECT\n"load_extension" /* */ (\'x\')',
    `SELECT * FROM fsdir('${dir}')`,
    `SELECT * FROM zipfile('${dir}/canary.db')`,
    `CREATE VIRTUAL TABLE c USING csv(filename='${dir}/canary.txt')`,
    'CREATE VIRTUAL TABLE d USING dbstat',
    'SELECT file FROM pragma_database_list',
    "SELECT * FROM 'pragma_database_list'",
    "SELECT fts3_tokenizer('x', x'0000000000000000')",
  ]),
  refused('changes settings of the connection by PRAGMA', (dir) => [
    'PRAGMA database_list',
    'PRAGMA writable_schema = ON',
    'PRAGMA "writable_schema" = ON',
    "PRAGMA main.'journal_mode' = DELETE",
    'PRAGMA/**/journal_mode=MEMORY',
    `PRAGMA temp_store_directory = '${dir}'`,
    'PRAGMA temp_store = FILE',
    'PRAGMA query_only = OFF',
    'PRAGMA trusted_schema = ON',
    'PRAGMA max_page_count = 2147483646',
    'PRAGMA mmap_size = 268435456',
    'PRAGMA wal_checkpoint(TRUNCATE)',
    'DELETE FROM sqlite_schema',
    'SELECT * FROM _forge_migrations',
    'DROP TABLE "_forge_migrations"',
  ]),
  {
    title: 'fills the disk',
    attacker: program,
    run: async (gateway) => {
      const { code, message } = failureOf(await gateway.query('mutation { fillDisk }'), program.name);
      assert.equal(code, 'MUTATION_NOT_STORED', message);
      assert.match(message, /full/);
      const folder = join(gateway.dir, 'extensions_dir/program');
      assert.ok(statSync(join(folder, 'program.db')).size <= 8 * 1024 ** 2);
      assert.ok(statSync(join(folder, 'program.db-wal')).size <= 17 * 1024 ** 2);
      return `\`${code}\`, with at most 8 MiB in its database and 17 MiB in the log beside it`;
    },
  },
  {
    title: 'fills the disk by one statement without end',
    attacker: sql,
    run: async (gateway) => {
      await gateway.data(migrate, { script: 'CREATE TABLE IF NOT EXISTS t (a)' });
      const endless =
        'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) INSERT INTO t SELECT zeroblob(500000) FROM n';
      const { outcomes } = await gateway.data<{ outcomes: string[] }>(write, { statements: [endless] });
      assert.match((JSON.parse(outcomes[0] ?? '{}') as Outcome).error ?? '', /database or disk is full/);
      const folder = join(gateway.dir, 'extensions_dir/sql');
      assert.ok(statSync(join(folder, 'sql.db')).size <= 8 * 1024 ** 2);
      assert.ok(statSync(join(folder, 'sql.db-wal')).size <= 17 * 1024 ** 2);
      return 'the statement is refused, with at most 8 MiB in its database and 17 MiB in the log beside it';
    },
  },
];
