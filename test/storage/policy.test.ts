import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { assertKnownEngine } from '../../subgraph-host/storage/known-engine.ts';
import * as policy from '../../subgraph-host/storage/sql/policy.ts';

const engine = new Database(':memory:');
const names = (sql: string): string[] => engine.prepare(sql).pluck().all() as string[];

/** That two sets together are exactly the names that the engine has. */
function assertCovers(sql: string, ...sets: readonly Iterable<string>[]): void {
  const listed = sets.flatMap((set) => [...set]);
  assert.deepEqual(listed.toSorted(), [...new Set(listed)].toSorted(), 'a name is listed twice');
  assert.deepEqual(listed.toSorted(), names(sql));
}

describe('the policy', () => {
  it('lists every function of the engine', () => {
    assertCovers(
      'SELECT DISTINCT name FROM pragma_function_list ORDER BY name',
      policy.functions,
      policy.refusedFunctions,
    );
  });

  it('lists every module of the engine, and which of them are tables without being created', () => {
    assertCovers(
      "SELECT name FROM pragma_module_list WHERE name NOT LIKE 'pragma%' ORDER BY name",
      policy.modules,
      policy.refusedModules.keys(),
    );
    for (const [name, kind] of policy.refusedModules) {
      let isTable: boolean;
      try {
        engine.prepare(`SELECT count(*) FROM ${name}`);
        isTable = true;
      } catch (error) {
        isTable = !/no such table/.test(String(error));
      }
      assert.equal(isTable ? 'eponymous' : 'created', kind, name);
    }
  });

  it('lists every pragma of the engine', () => {
    assertCovers(
      'SELECT name FROM pragma_pragma_list ORDER BY name',
      policy.pragmas.keys(),
      policy.refusedPragmas,
    );
  });

  it('lists every keyword of the engine that begins a statement, allowed or refused', () => {
    const keywords =
      `ABORT ACTION ADD AFTER ALL ALTER ALWAYS ANALYZE AND AS ASC ATTACH AUTOINCREMENT BEFORE BEGIN BETWEEN BY CASCADE
      CASE CAST CHECK COLLATE COLUMN COMMIT CONFLICT CONSTRAINT CREATE CROSS CURRENT DATABASE DEFAULT DEFERRABLE
      DEFERRED DELETE DESC DETACH DISTINCT DO DROP EACH ELSE END ESCAPE EXCEPT EXCLUDE EXCLUSIVE EXISTS EXPLAIN FAIL
      FILTER FIRST FOLLOWING FOR FOREIGN FROM FULL GENERATED GLOB GROUP GROUPS HAVING IF IGNORE IMMEDIATE IN INDEX
      INDEXED INITIALLY INNER INSERT INSTEAD INTERSECT INTO IS ISNULL JOIN KEY LAST LEFT LIKE LIMIT MATCH MATERIALIZED
      NATURAL NO NOT NOTHING NOTNULL NULL NULLS OF OFFSET ON OR ORDER OTHERS OUTER OVER PARTITION PLAN PRAGMA PRECEDING
      PRIMARY QUERY RAISE RANGE RECURSIVE REFERENCES REGEXP REINDEX RELEASE RENAME REPLACE RESTRICT RETURNING RIGHT
      ROLLBACK ROW ROWS SAVEPOINT SELECT SET TABLE TEMP TEMPORARY THEN TIES TO TRANSACTION TRIGGER UNBOUNDED UNION
      UNIQUE UPDATE USING VACUUM VALUES VIEW VIRTUAL WHEN WHERE WINDOW WITH WITHOUT`.split(/\s+/);
    const begins = keywords.filter((keyword) => {
      try {
        engine.prepare(`${keyword} ^`);
        return true;
      } catch (error) {
        return !String(error).includes(`near "${keyword}"`);
      }
    });
    assert.deepEqual(begins, [...policy.statements.keys(), ...policy.refusedStatements, 'WITH'].toSorted());
  });

  it('is the one for the engine that runs; another one is refused with the names that it doesn’t list', () => {
    assert.doesNotThrow(() => assertKnownEngine(engine));
    const other = new Database(':memory:');
    other.function('readfile', () => null);
    other.table('csv', { columns: ['a'], *rows() {} });
    assert.throws(() => assertKnownEngine(other), /without a policy: readfile, csv$/);
  });

  it('has no name for tables that the engine would not know', () => {
    for (const name of policy.tableFunctions)
      assert.doesNotThrow(() => engine.prepare(`SELECT * FROM ${name}('[]')`));
    for (const [name, { asTable }] of policy.pragmas) {
      if (asTable) assert.doesNotThrow(() => engine.prepare(`SELECT * FROM pragma_${name}`));
    }
  });
});
