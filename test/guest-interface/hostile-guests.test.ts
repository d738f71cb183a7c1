import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import type { GraphqlAnswer } from '../support/graphql-client.ts';
import { fixture } from '../support/guests.ts';
import { Hosted } from '../support/hosted.ts';

const invalid = 'EXTENSION_RESULT_INVALID';

describe('a guest of 0.3.0 that breaks the rules', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'forgepoint-hostile-'));
  let host: Hosted;

  before(async () => {
    host = await Hosted.start({ component: await fixture('hostile-030', '0.3.0'), dataDir });
  });
  after(() => rmSync(dataDir, { recursive: true, force: true }));

  const codesOf = ({ errors = [] }: GraphqlAnswer): readonly unknown[] => [
    ...new Set(errors.map(({ extensions }) => extensions?.['code'])),
  ];
  /** Nothing of what it did was taken for a trap, which would cost everybody else a new instance. */
  const discarded = (): number =>
    host.log.lines.filter(({ msg }) => msg === 'the guest trapped; its instance was discarded').length;
  const kept = (): unknown => {
    const database = new Database(join(dataDir, 'demo.db'), { readonly: true });
    try {
      return database.prepare('SELECT count(*) FROM kept').pluck().get();
    } finally {
      database.close();
    }
  };

  for (const [what, count] of [
    ['too few', -1],
    ['too many', -2],
    ['no', -3],
  ] as const) {
    it(`gets ${what} outcomes of a batch refused for all of its calls, and none is guessed`, async () => {
      const answer = await host.query(
        `{ a: number(count: ${count}) b: number(count: 1) c: number(count: 2) }`,
      );
      assert.deepEqual(answer.data, { a: null, b: null, c: null });
      assert.deepEqual(codesOf(answer), [invalid]);
      assert.match(answer.errors?.[0]?.message ?? '', /3 calls with another number of outcomes/);
    });
  }

  for (const how of ['too few', 'too many', 'no objects', 'plain rows', 'forged handle']) {
    it(`gets entities refused: ${how}`, async () => {
      const answer = await host.query(
        'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Owner { id name } } }',
        { r: [how, 'second'].map((id) => ({ __typename: 'Owner', id })) },
      );
      assert.deepEqual(answer.data, { _entities: [null, null] });
      assert.deepEqual(codesOf(answer), [invalid]);
    });
  }

  it('cannot answer for an entity with an object of another type', async () => {
    const answer = await host.query(
      'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Thing { id } ... on Owner { name } } }',
      { r: [{ __typename: 'Owner', id: 'another type' }] },
    );
    assert.deepEqual(answer.data, { _entities: [{ __typename: 'Owner', name: 'not mine' }] });
  });

  it('gets a forged handle in a grouping refused for every object', async () => {
    const answer = await host.query('{ things(count: 3) { forged { id } } }');
    assert.deepEqual(
      answer.data?.['things'],
      [1, 2, 3].map(() => ({ forged: null })),
    );
    assert.deepEqual(codesOf(answer), [invalid]);
  });

  for (const field of ['copies', 'same']) {
    it(`cannot make the host write the same rows for a thousand objects: ${field}`, async () => {
      const answer = await host.query(`{ things(count: 1000) { ${field} { id } } }`);
      assert.deepEqual(codesOf(answer), [invalid]);
      assert.match(answer.errors?.[0]?.message ?? '', /more characters than are permitted/);
    });
  }

  it('stores nothing with a mutation that it answers with a forged handle or with no JSON', async () => {
    for (const mutation of ['mutation { storeAndForge { id } }', 'mutation { storeNoJson }']) {
      assert.deepEqual(codesOf(await host.query(mutation)), [invalid]);
    }
    assert.equal(kept(), 0);
  });

  it('is told so when its parameters nest too deep, and goes on', async () => {
    assert.deepEqual(await host.data('{ deepParameters(depth: 100000) }'), {
      deepParameters: 'FORGE_PARAMETERS_INVALID',
    });
  });

  it('has no database before it is initialised', async () => {
    const { outsideOfCalls } = await host.data<{ outsideOfCalls: string }>('{ outsideOfCalls }');
    assert.deepEqual(JSON.parse(outsideOfCalls), {
      'get-info': 'FORGE_NOT_IN_CALL',
      'get-schema': 'FORGE_NOT_IN_CALL',
      migrations: 'FORGE_NOT_IN_CALL',
    });
  });

  it('has trapped in none of this', () => {
    assert.equal(discarded(), 0);
  });

  it('has no database when it is shut down', async () => {
    await host[Symbol.asyncDispose]();
    assert.equal(kept(), 0);
  });
});
