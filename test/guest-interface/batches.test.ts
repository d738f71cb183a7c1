import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fixture } from '../support/guests.ts';
import { Hosted } from '../support/hosted.ts';

describe('what a request asks of a guest of 0.3.0 in one tick', () => {
  let host: Hosted;

  before(async () => {
    host = await Hosted.start({ component: await fixture('notes-030', '0.3.0') });
    for (const id of [1, 2, 3, 4, 5]) {
      await host.data(
        'mutation ($id: ID!) { addNote(note: { title: "n", repositoryId: "r1" }) { id } addComment(noteId: $id, text: "c") { id } }',
        { id },
      );
    }
  });
  after(() => host[Symbol.asyncDispose]());

  /** Fields of the lines of one kind that the guest logs while a query is answered. */
  const during = async (
    message: string,
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<readonly unknown[]> => {
    const start = host.logged(message).length;
    await host.data(query, variables);
    return host.logged(message).slice(start);
  };

  it('is one call, and one statement, for a field on many objects', async () => {
    const query = '{ notes { comments { text } } }';
    assert.deepEqual(await during('resolve', query), [
      { field: 'Query.notes', parents: null },
      { field: 'Note.comments', parents: 5 },
    ]);
    assert.equal((await during('statement', query)).length, 2);
  });

  it('is one batch for several fields on them', async () => {
    const query = '{ notes { comments { text } commentCount latest { id } } }';
    assert.deepEqual(await during('resolve-many', query), [
      { fields: ['Note.comments', 'Note.commentCount', 'Note.latest'] },
    ]);
    assert.equal((await during('statement', query)).length, 3);
  });

  it('is a call for each of different arguments', async () => {
    assert.deepEqual(
      await during(
        'resolve-many',
        '{ notes { one: comments(last: 1) { id } same: comments(last: 1) { text } two: comments(last: 2) { id } } }',
      ),
      [{ fields: ['Note.comments', 'Note.comments'] }],
    );
  });

  it('is one batch for fields of Query', async () => {
    assert.deepEqual(await during('resolve-many', '{ a: note(id: 1) { id } b: notes { id } c: scope }'), [
      { fields: ['Query.note', 'Query.notes', 'Query.scope'] },
    ]);
  });

  it('is one look-up for all entities of a type', async () => {
    const query =
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Note { id } ... on Repository { notes { id } } } }';
    const r = [
      ...[1, 2, 3].map((id) => ({ __typename: 'Note', id })),
      ...['r1', 'r2'].map((id) => ({ __typename: 'Repository', id })),
    ];
    assert.deepEqual(await during('resolve-entities', query, { r }), [{ typeName: 'Note', count: 3 }]);
    assert.deepEqual(await during('resolve', query, { r }), [{ field: 'Repository.notes', parents: 2 }]);
  });

  it('never includes what another request asks', async () => {
    const lines = host.log.lines.length;
    await Promise.all([1, 2, 3].map(() => host.data('{ notes { comments { text } } }')));
    const calls = host.log.lines
      .slice(lines)
      .filter(({ fields }) => (fields as { field?: string } | undefined)?.field === 'Note.comments');
    assert.equal(calls.length, 3);
    assert.equal(new Set(calls.map(({ requestId }) => requestId)).size, 3);
  });

  it('is asked without a trip to core on a repository', () => {
    assert.doesNotMatch(host.host.plan.sdl, /@requires|@external/);
  });
});

describe('a batch in which a guest of 0.3.0 traps', () => {
  let host: Hosted;

  before(async () => {
    host = await Hosted.start({ component: await fixture('answers-030', '0.3.0') });
  });
  after(() => host[Symbol.asyncDispose]());

  const instance = async (): Promise<number> =>
    (await host.data<{ instance: number }>('{ instance }')).instance;

  it('loses the call that traps alone: the others are asked once more, of a new instance', async () => {
    const first = await instance();
    const { data, errors } = await host.query('{ things(count: 2) { name } trap thing(id: "x") { name } }');
    assert.deepEqual(data, {
      things: [{ name: 'thing 1' }, { name: 'thing 2' }],
      trap: null,
      thing: { name: 'found' },
    });
    assert.deepEqual(
      errors?.map(({ path, extensions }) => [path, extensions?.['code']]),
      [[['trap'], 'EXTENSION_TRAPPED']],
    );
    assert.equal(await instance(), first + 2);
  });

  it('loses the object at which it traps alone', async () => {
    const { data, errors } = await host.query('{ things(count: 4) { trapsAt(id: "3") list } }');
    assert.deepEqual(data, {
      things: [1, 2, 3, 4].map((id) => ({ trapsAt: id === 3 ? null : `fine ${id}`, list: [id, 0] })),
    });
    assert.deepEqual(
      errors?.map(({ path }) => path),
      [['things', 2, 'trapsAt']],
    );
  });

  it('keeps nobody waiting for long when it traps at every object', async () => {
    const first = await instance();
    const { data, errors } = await host.query('{ things(count: 100) { alwaysTraps } }');
    assert.deepEqual(
      data?.['things'],
      Array.from({ length: 100 }, () => ({ alwaysTraps: null })),
    );
    assert.equal(errors?.length, 100);
    assert.match(errors?.at(-1)?.message ?? '', /trapped too often/);
    assert.equal((await instance()) - first, 16);
  });
});

describe('a batch in which a guest of 0.3.0 runs too long', () => {
  it('loses the call, or the object, that does so alone', async () => {
    await using host = await Hosted.start({
      component: await fixture('answers-030', '0.3.0'),
      limits: { callTimeoutMs: 250 },
    });
    const { data, errors } = await host.query(
      '{ spin thing(id: "x") { name } things(count: 3) { spinsAt(id: "2") list } }',
    );
    assert.deepEqual(data, {
      spin: null,
      thing: { name: 'found' },
      things: [1, 2, 3].map((id) => ({ spinsAt: id === 2 ? null : `fine ${id}`, list: [id, 0] })),
    });
    assert.deepEqual(
      errors?.map(({ path, extensions }) => [path?.join('.'), extensions?.['code']]),
      [
        ['spin', 'EXTENSION_TIMEOUT'],
        ['things.1.spinsAt', 'EXTENSION_TIMEOUT'],
      ],
    );
  });
});
