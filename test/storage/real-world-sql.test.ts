import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { gate } from '../../subgraph-host/storage/sql/gate.ts';
import { corpus } from './support/corpus.ts';
import { TestDatabase } from './support/database.ts';

describe('SQL as it is met in the field', () => {
  it('is a corpus of more than 300 statements', () => {
    assert.ok(corpus.flatMap(({ statements }) => statements).length > 300);
  });

  for (const { name, script, statements } of corpus) {
    it(`runs statement by statement within one mutation: ${name}`, () => {
      using database = new TestDatabase();
      database.call('write', (guest) => {
        for (const sql of statements) {
          const gated = gate(sql);
          assert.notEqual(gated.kind, 'refused', `${sql}: ${inspect(gated)}`);
          const values = gated.kind === 'statement' ? gated.parameters.map(() => '1') : [];
          const executed = guest.execute(sql, ...values);
          const isQuery = executed.kind === 'error' && /use query/.test(executed.message);
          const outcome = isQuery ? guest.query(sql, ...values) : executed;
          assert.ok(outcome.kind !== 'error', `${sql}: ${inspect(outcome)}`);
        }
      });
    });

    it(`passes as one migration: ${name}`, () => {
      using database = new TestDatabase();
      // A migration binds nothing.
      const bindsNothing = (sql: string): boolean => {
        const gated = gate(sql);
        return gated.kind !== 'statement' || gated.parameters.length === 0;
      };
      const migration = statements
        .filter((sql) => !bindsNothing(sql))
        .reduce((text, sql) => text.replace(sql, () => 'SELECT 1'), script);
      assert.equal(
        database.call('init', (guest) => guest.migrate(migration)),
        undefined,
      );
    });
  }
});
