import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gate, type GatedStatement } from '../../subgraph-host/storage/sql/gate.ts';
import { Random } from '../support/random.ts';
import { Authorizer, type Verdict } from './support/authorizer.ts';
import { corpus } from './support/corpus.ts';
import { TestDatabase } from './support/database.ts';
import { mutate } from './support/mutate-sql.ts';
import { RandomSql } from './support/random-sql.ts';
import { schema } from './support/sql-vocabulary.ts';

const realWorld = corpus.flatMap(({ statements }) => statements);

/** Asks gate and authorizer about many statements; `check` throws for those that they disagree on. */
function compare(
  count: number,
  make: (random: Random) => string,
  check: (gated: GatedStatement, verdict: Verdict) => void,
): { readonly sql: number; readonly denied: number; readonly refused: number } {
  const random = new Random();
  using authorizer = new Authorizer(`${schema}; CREATE TABLE _forge_migrations (hash TEXT)`);
  const seen = { sql: 0, denied: 0, refused: 0 };
  for (let index = 0; index < count; index += 1) {
    const sql = make(random);
    const gated = gate(sql);
    const verdict = authorizer.judge(sql);
    if (verdict.isSql) seen.sql += 1;
    if (verdict.denied !== undefined) seen.denied += 1;
    if (gated.kind === 'refused') seen.refused += 1;
    const asked = [...verdict.actions].join(' ');
    const context = `FORGE_TEST_SEED=${random.seed}: ${JSON.stringify(sql)} asks for ${asked}`;
    assert.doesNotThrow(() => check(gated, verdict), `${context}; the gate says ${JSON.stringify(gated)}`);
  }
  return seen;
}

/** Whatever the authorizer would deny, the gate denies, and it takes nothing for what it isn't. */
function assertNoHole(gated: GatedStatement, { denied, actions, isSql }: Verdict): void {
  switch (gated.kind) {
    case 'refused':
      return;
    case 'statement':
      assert.equal(denied, undefined);
      assert.ok(!actions.has('SQLITE_TRANSACTION') && !actions.has('SQLITE_SAVEPOINT'));
      return;
    case 'transaction':
      if (isSql) assert.match([...actions].join(), /^SQLITE_(?:TRANSACTION|SAVEPOINT)$/);
      return;
    case 'foreign-keys':
      if (isSql) assert.equal([...actions].join(), 'SQLITE_PRAGMA');
  }
}

describe('the gate, beside the authorizer of SQLite', () => {
  it('lets nothing through that the authorizer denies, in random statements', () => {
    const seen = compare(30_000, (random) => new RandomSql(random, 0.15).statement(), assertNoHole);
    assert.ok(seen.sql > 10_000 && seen.denied > 3_000, JSON.stringify(seen));
  });

  it('lets nothing through that the authorizer denies, in mutated statements', () => {
    const seen = compare(
      30_000,
      (random) =>
        mutate(random.chance(0.5) ? random.pick(realWorld) : new RandomSql(random, 0.1).statement(), random),
      assertNoHole,
    );
    assert.ok(seen.sql > 2_000 && seen.denied > 500, JSON.stringify(seen));
  });

  it('refuses nothing else: harmless statements that the authorizer allows pass', () => {
    const seen = compare(
      20_000,
      (random) => new RandomSql(random, 0).statement(),
      (gated, { isSql, denied }) => {
        if (gated.kind !== 'refused' || !isSql || denied !== undefined) return;
        // SQLite asks nobody about VACUUM, the other binding ignores what follows the first statement, and whether
        // foreign keys are on is the host's, where SQLite would switch them while it explains.
        assert.match(gated.reason, /begins with VACUUM|^Give one statement|^Switching foreign keys/);
      },
    );
    assert.ok(seen.sql > 8_000 && seen.sql - seen.denied > 6_000, JSON.stringify(seen));
  });
});

describe('statements that pass the gate, when they run', () => {
  it('touch no file but the database and its log', () => {
    const random = new Random();
    const tables = schema.split(/;\n/).filter((sql) => sql.trim() !== '');
    let ran = 0;
    for (let round = 0; round < 20; round += 1) {
      using database = new TestDatabase();
      const canary = join(database.dir, 'canary.db');
      writeFileSync(canary, 'not a database');
      database.call('init', () => database.run(...tables));
      for (let call = 0; call < 20; call += 1) {
        const statements = random.several(1, 10, () => new RandomSql(random, 0.1).statement());
        database.raw.begin(random.pick(['write', 'write', 'read', 'init']));
        for (const sql of statements) {
          const gated = gate(sql);
          const values = gated.kind === 'statement' ? gated.parameters.map(() => 'users') : [];
          const executed = database.execute(sql, ...values);
          const outcome = executed.kind === 'error' ? database.query(sql, ...values) : executed;
          if (outcome.kind !== 'error') ran += 1;
        }
        assertOwnFilesOnly(database, `FORGE_TEST_SEED=${random.seed}: ${statements.join(';\n')}`);
        endQuietly(database, random.chance(0.3));
      }
      assert.equal(readFileSync(canary, 'utf8'), 'not a database');
      assert.deepEqual(readdirSync(database.dir), ['canary.db', 'own']);
    }
    assert.ok(ran > 300, `only ${ran} statements ran`);
  });
});

/** OR ROLLBACK may have ended a mutation, which is then told. */
function endQuietly(database: TestDatabase, commit: boolean): void {
  try {
    database.raw.end(commit);
  } catch (error) {
    assert.match(String(error), /undid the whole mutation|cannot be stored/);
  }
}

function assertOwnFilesOnly(database: TestDatabase, context: string): void {
  const own = new Set(['test.db', 'test.db-shm', 'test.db-wal']);
  assert.deepEqual(
    database.files().filter((file) => !own.has(file)),
    [],
    context,
  );
  for (const descriptor of readdirSync('/proc/self/fd')) {
    let target: string;
    try {
      target = readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      continue;
    }
    // SQLite removes the name of a temporary file as soon as it is open.
    assert.doesNotMatch(target, /etilqs|\(deleted\)$|canary/, context);
  }
}
