import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Gateway } from '../support/gateway.ts';
import type { GraphqlAnswer } from '../support/graphql-client.ts';
import { fixture } from '../support/guests.ts';

describe('what a guest answers', () => {
  let gateway: Gateway;
  before(async () => {
    gateway = await Gateway.start({ extensions: { given: await fixture('answers-given-json') } });
  });
  after(() => gateway[Symbol.asyncDispose]());

  /** Asks a field whose argument `json` is what the guest answers. */
  const asked = (field: string, json: string, selection = ''): Promise<GraphqlAnswer> =>
    gateway.query(`query ($json: String!) { answer: ${field}(json: $json) ${selection} }`, { json });

  const refusal = ({ data, errors }: GraphqlAnswer): string => {
    const [error] = errors ?? [];
    assert.equal(error?.extensions?.['extension'], 'given', JSON.stringify({ data, errors }));
    return `${String(error?.extensions?.['code'])}: ${error?.message}`;
  };

  describe('is refused when it is not of the type that its schema declares', () => {
    const wrong: readonly (readonly [field: string, json: string, selection?: string])[] = [
      ['int', '"1"'],
      ['int', '1.5'],
      ['int', '2147483648'],
      ['int', '-2147483649'],
      ['int', '12345678901234567890'],
      ['int', 'true'],
      ['int', '[1]'],
      ['float', '"1.5"'],
      ['float', '1e999'],
      ['float', '-1e999'],
      ['string', '1'],
      ['string', '{"toString":"x"}'],
      ['id', '1.5'],
      ['id', '1e300'],
      ['id', '9007199254740993'],
      ['id', 'true'],
      ['boolean', '2'],
      ['boolean', '"true"'],
      ['color', '"BLUE"'],
      ['color', '"constructor"'],
      ['color', '1'],
      ['ints', '1'],
      ['ints', '{"length":1,"0":1}'],
      ['ints', '[1,"2"]'],
      ['custom', '{"a":[1e999]}'],
      ['thing', '[]', '{ id }'],
      ['thing', '"x"', '{ id }'],
      ['thing', '{"id":null}', '{ id }'],
      ['thing', '{"id":{}}', '{ id }'],
      ['thing', '{"id":1,"count":"1"}', '{ id count }'],
      ['things', '{"id":1}', '{ id }'],
      ['things', '[{"id":1,"things":[{"id":1},{"id":1.5}]}]', '{ id things { id } }'],
      ['shape', '{"name":"x"}', '{ name }'],
      ['shape', '{"__typename":"Thing","name":"x"}', '{ name }'],
      ['shape', '{"__typename":"__proto__","name":"x"}', '{ name }'],
    ];
    for (const [field, json, selection] of wrong) {
      it(`${field}: ${json}`, async () => {
        assert.match(refusal(await asked(field, json, selection)), /^EXTENSION_RESULT_INVALID: .*"given"/);
      });
    }
  });

  it('is refused when it is no JSON', async () => {
    for (const json of ['', '{', 'NaN', 'Infinity', 'undefined', "{'a':1}", '1 2', '[1,]', '01']) {
      assert.match(refusal(await asked('custom', json)), /^EXTENSION_RESULT_INVALID: .*not valid JSON/, json);
    }
  });

  it('passes as it is when it is of the declared type', async () => {
    const right: readonly (readonly [field: string, json: string, expected?: unknown])[] = [
      ['int', '-2147483648', -2_147_483_648],
      ['float', '1e21', 1e21],
      ['id', '9007199254740991', '9007199254740991'],
      ['boolean', '1', true],
      ['color', '"RED"', 'RED'],
      [
        'string',
        String.raw`"nul \u0000, lone \ud800, pair \ud834\udd1e"`,
        'nul \u0000, lone \ud800, pair \u{1d11e}',
      ],
      ['custom', '{"a":1,"a":2}', { a: 2 }],
      ['custom', '{"b":null,"c":[true,1.5,"x"]}', { b: null, c: [true, 1.5, 'x'] }],
    ];
    for (const [field, json, expected] of right) {
      const { data, errors } = await asked(field, json);
      assert.deepEqual({ answer: data?.['answer'], errors }, { answer: expected, errors: undefined }, json);
    }
  });

  it('reaches no prototype, in no process', async () => {
    const hostile =
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"id":1,"name":"n"}';
    await asked('custom', hostile);
    const thing = await asked('thing', hostile, '{ id __proto__: name constructor: name }');
    assert.equal(JSON.stringify(thing.data), '{"answer":{"id":"1","__proto__":"n","constructor":"n"}}');
    const { data } = await gateway.query(
      'query ($json: String!) { __proto__: thing(json: $json) { id } constructor: custom(json: $json) }',
      { json: '{"id":"1"}' },
    );
    assert.equal(JSON.stringify(data), '{"__proto__":{"id":"1"},"constructor":{"id":"1"}}');
    assert.deepEqual((await asked('thing', '{"id":1}', '{ id }')).data, { answer: { id: '1' } });
  });

  it('is bounded in depth', async () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const answer = await gateway.query(
        'query ($open: String!, $close: String!) { nested(levels: 1000000, open: $open, close: $close) }',
        { open, close },
      );
      assert.match(refusal(answer), /^EXTENSION_RESULT_INVALID: .*nests deeper than 100 levels/);
    }
    const within = await gateway.query('{ nested(levels: 60, open: "[", close: "]") }');
    assert.equal(within.errors, undefined);
  });

  it('is bounded in values and in characters', async () => {
    const repeated = (text: string, times: number, prefix: string, suffix: string): Promise<GraphqlAnswer> =>
      gateway.query(
        'query ($text: String!, $times: Int!, $before: String!, $after: String!) { repeated(text: $text, times: $times, before: $before, after: $after) }',
        { text, times, before: prefix, after: suffix },
      );
    assert.match(refusal(await repeated('0,', 300_000, '[', '0]')), /more than 250000 values/);
    assert.match(refusal(await repeated('x', 9_000_000, '"', '"')), /more characters than are permitted/);
    assert.equal((await repeated('x', 1_000_000, '"', '"')).errors, undefined);
  });

  it('is bounded over all the fields of a request', async () => {
    const fields = Array.from(
      { length: 3 },
      (_, index) => `a${index}: repeated(text: "x", times: 8000000, before: "\\"", after: "\\"")`,
    );
    const { data, errors } = await gateway.query(`{ ${fields.join(' ')} }`);
    assert.equal(data?.['a2'], null);
    assert.equal(errors?.[0]?.extensions?.['code'], 'EXTENSION_RESULT_INVALID');
  });

  it('takes as many objects as are permitted without losing the process', async () => {
    const pid = await gateway.pidOf('given');
    const { data } = await gateway.query('{ manyThings(times: 120000) { id } }');
    assert.equal((data?.['manyThings'] as unknown[] | null)?.length, 120_000);
    assert.equal(await gateway.pidOf('given'), pid);
  });

  it('keeps its own error, without what a terminal would obey', async () => {
    const words = refusal(await asked('fails', `no\u001b[31m\u0007\u202e${'x'.repeat(10_000)}`));
    assert.match(words, /^EXTENSION_ERROR: no \[31m {2}x/);
    // oxlint-disable-next-line no-control-regex -- that is what is looked for
    assert.doesNotMatch(words, /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    assert.ok(words.length < 2_100);
  });
});
