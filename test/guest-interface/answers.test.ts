import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { GraphqlAnswer } from '../support/graphql-client.ts';
import { fixture } from '../support/guests.ts';
import { Hosted } from '../support/hosted.ts';

describe('an answer of a guest of 0.3.0', () => {
  let host: Hosted;

  before(async () => {
    host = await Hosted.start({ component: await fixture('answers-030', '0.3.0') });
  });
  after(() => host[Symbol.asyncDispose]());

  const problemsOf = ({ errors = [] }: GraphqlAnswer): readonly unknown[] =>
    errors.map(({ path, extensions, message }) => [path?.join('.'), extensions?.['code'], message]);

  it('can be rows that never entered the guest: a list, one, none', async () => {
    assert.deepEqual(
      await host.data(
        '{ things(count: 3) { id name } none: things(count: 0) { id } thing(id: "x") { id name } nothing { id } }',
      ),
      {
        things: [1, 2, 3].map((id) => ({ id: String(id), name: `thing ${id}` })),
        none: [],
        thing: { id: 'x', name: 'found' },
        nothing: null,
      },
    );
  });

  it('has columns that become Boolean, ID and Float, objects and JSON', async () => {
    const fields = 'id flag big ratio blob any owner { id name } kind';
    assert.deepEqual(await host.data(`{ typed { ${fields} } }`), {
      typed: [
        {
          id: '1',
          flag: true,
          big: '9223372036854775807',
          ratio: 2,
          blob: 'AP8=',
          any: { a: [1] },
          owner: { id: '7', name: null },
          kind: 'A',
        },
        { id: 'two', flag: false, big: 'x', ratio: 0.5, blob: 'text', any: null, owner: null, kind: 'B' },
      ],
    });
  });

  it('can be rows dealt out to the objects that they belong to', async () => {
    assert.deepEqual(await host.data('{ things(count: 3) { grouped { name } one { id } list } }'), {
      things: [
        { grouped: [{ name: 'thing 1' }], one: { id: '1' }, list: [1, 0] },
        { grouped: [{ name: 'thing 2' }, { name: 'thing 2' }], one: { id: '2' }, list: [2, 0] },
        { grouped: [{ name: 'thing 3' }, { name: 'thing 3' }], one: { id: '3' }, list: [3, 0] },
      ],
    });
  });

  it('can differ for each object, a failure of one being no failure of the others', async () => {
    const answer = await host.query('{ things(count: 5) { mixed { id } } }');
    assert.deepEqual(answer.data, {
      things: [
        { mixed: { id: 'json' } },
        { mixed: { id: 'shared' } },
        { mixed: null },
        { mixed: { id: 'shared' } },
        { mixed: null },
      ],
    });
    assert.deepEqual(problemsOf(answer), [
      ['things.2.mixed', 'NOT_THIS_ONE', 'not this one'],
      ['things.4.mixed', 'EXTENSION_RESULT_INVALID', answer.errors?.[1]?.message],
    ]);
    assert.match(answer.errors?.[1]?.message ?? '', /the handle \d+, which is none of this call/);
  });

  it('is refused, and nothing trapped, when its handle is forged or of an earlier call', async () => {
    const { keep } = await host.data<{ keep: number }>('{ keep }');
    const { instance } = await host.data<{ instance: number }>('{ instance }');
    for (const handle of [keep, keep + 1, 0, 4_294_967]) {
      const answer = await host.query('query ($h: Int!) { stale(handle: $h) { id } }', { h: handle });
      assert.deepEqual(problemsOf(answer), [
        [
          'stale',
          'EXTENSION_RESULT_INVALID',
          `The extension "demo" failed in Query.stale: It answered with the handle ${handle}, which is none of this call; its author has to correct that.`,
        ],
      ]);
    }
    assert.deepEqual(await host.data('{ instance }'), { instance });
  });

  const wrong: readonly (readonly [query: string, path: string, message: RegExp])[] = [
    ['{ noJson }', 'noJson', /Query\.noJson with text that is not valid JSON/],
    [
      '{ grouped { id } }',
      'grouped',
      /Query\.grouped: It answered with "rows-by", which answers for several objects/,
    ],
    ['{ each }', 'each', /Query\.each: It answered with "each", which answers for several/],
    [
      '{ thing(id: 1) { tooFew } }',
      'thing.tooFew',
      /Thing\.tooFew with something else than an array of 1 values/,
    ],
    ['{ thing(id: 1) { noArray } }', 'thing.noArray', /Thing\.noArray with something else than an array/],
    ['{ things(count: 2) { tooFewAnswers } }', 'things.0.tooFewAnswers', /1 answers for 2 objects/],
    [
      '{ thing(id: 1) { plainRows { id } } }',
      'thing.plainRows',
      /"rows" for what is asked on several objects; answer with "rows-by"/,
    ],
    ['{ thing(id: 1) { noColumn { id } } }', 'thing.noColumn', /rows that have no column "nope"/],
    ['{ badJsonCell { any } }', 'badJsonCell', /a row whose column "any:json" does not hold JSON/],
  ];
  for (const [query, path, message] of wrong) {
    it(`is refused with what is wrong about it: ${query}`, async () => {
      const answer = await host.query(query);
      const [first] = answer.errors ?? [];
      assert.equal(first?.path?.join('.'), path);
      assert.equal(first?.extensions?.['code'], 'EXTENSION_RESULT_INVALID');
      assert.match(first?.message ?? '', message);
    });
  }

  it('is a look-up for the entities that get-info names, and a root field for others', async () => {
    const { data, errors } = await host.query(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Owner { id name } ... on Thing { name } } }',
      {
        r: [
          { __typename: 'Owner', id: 'a' },
          { __typename: 'Thing', id: 'x' },
          { __typename: 'Owner', id: 'gone' },
          { __typename: 'Owner', id: 'b' },
        ],
      },
    );
    assert.deepEqual(data, {
      _entities: [{ id: 'a', name: 'owner a' }, { name: 'found' }, null, { id: 'b', name: 'owner b' }],
    });
    assert.deepEqual(
      errors?.map(({ path, extensions }) => [path, extensions?.['code']]),
      [[['_entities', 2], 'ENTITY_NOT_FOUND']],
    );
  });
});

describe('a failure of a guest of 0.3.0', () => {
  let host: Hosted;

  before(async () => {
    host = await Hosted.start({ component: await fixture('answers-030', '0.3.0') });
  });
  after(() => host[Symbol.asyncDispose]());

  const fail = async (code: string, message = 'no', details?: string): Promise<unknown> => {
    const { errors } = await host.query(
      'query ($c: String!, $m: String!, $d: String) { fail(code: $c, message: $m, details: $d) }',
      {
        c: code,
        m: message,
        d: details,
      },
    );
    return { message: errors?.[0]?.message, ...errors?.[0]?.extensions };
  };

  it('has its own code, message and details in the error', async () => {
    assert.deepEqual(await fail('ISSUE_LOCKED', 'The issue is locked.', '{"by":["ada"]}'), {
      message: 'The issue is locked.',
      code: 'ISSUE_LOCKED',
      details: { by: ['ada'] },
      extension: 'demo',
    });
  });

  for (const code of [
    'EXTENSION_TIMEOUT',
    'EXTENSION_NEW',
    'SUBGRAPH_UNAVAILABLE',
    'SLUG_TAKEN',
    'INTERNAL_SERVER_ERROR',
    'GRAPHQL_VALIDATION_FAILED',
    'BAD_REQUEST',
    'lower',
    'A'.repeat(65),
    '1A',
    'A B',
  ]) {
    it(`cannot pass off as one of the host: ${code.slice(0, 30)}`, async () => {
      assert.deepEqual(await fail(code), {
        message: 'no',
        code: 'EXTENSION_ERROR',
        reason: code.slice(0, 64),
        extension: 'demo',
      });
    });
  }

  it('needs neither code nor message', async () => {
    assert.deepEqual(await fail('', ''), {
      message: 'The extension "demo" gave no reason.',
      code: 'EXTENSION_ERROR',
      extension: 'demo',
    });
  });

  it('loses details that are no JSON, too long or too deep', async () => {
    const expected = { message: 'no', code: 'X', extension: 'demo' };
    for (const details of ['{', `"${'x'.repeat(16_384)}"`, '['.repeat(33) + ']'.repeat(33)]) {
      assert.deepEqual(await fail('X', 'no', details), expected);
    }
    assert.deepEqual(await fail('X', 'no', 'null'), { ...expected, details: null });
  });

  it('has no control characters', async () => {
    assert.deepEqual(await fail('X', 'a\u0007\nb'), { message: 'a  b', code: 'X', extension: 'demo' });
  });
});
