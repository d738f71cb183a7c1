import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues, fixture } from '../support/guests.ts';
import type { LogLine } from '../support/log-lines.ts';
import { alarms } from './support/refusals.ts';

interface Failure {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

describe('an extension that answers with something else than it declares', () => {
  let gateway: Gateway;

  before(async () => {
    gateway = await Gateway.start({
      extensions: { told: await fixture('answers-as-told'), issues: await exampleIssues() },
    });
  });
  after(() => gateway[Symbol.asyncDispose]());

  /** Asks for a field, and for something of another extension beside it. @returns the one error, and the field */
  async function ask(
    field: string,
    says: string,
    selection = '',
  ): Promise<{ error: Failure; value: unknown }> {
    const { data, errors } = await gateway.query(
      `query ($says: String!) { ${field}(says: $says) ${selection} getAllIssues { id } }`,
      { says },
    );
    assert.deepEqual(data?.['getAllIssues'], []);
    assert.equal(errors?.length, 1, JSON.stringify(errors));
    return { error: errors[0] as Failure, value: data?.[field] };
  }

  async function assertInvalid(field: string, says: string, problem: RegExp, selection = ''): Promise<void> {
    const logged = nextAlarm(gateway);
    const { error, value } = await ask(field, says, selection);
    assert.equal(error.extensions?.['code'], 'EXTENSION_RESULT_INVALID', error.message);
    assert.equal(error.extensions['extension'], 'told');
    assert.match(error.message, /^The extension "told" answered .* Its author has to correct that\.$/);
    assert.match(error.message, problem);
    assert.equal(value, null);
    const { code, extension, reason } = await logged;
    assert.deepEqual(
      { code, extension, reason },
      { code: 'EXTENSION_RESULT_INVALID', extension: 'told', reason: error.message },
    );
  }

  const noJson = ['', '{"a":', 'undefined', 'NaN', '7 7', "{'a': 1}", '\u0000', '[1,]'];
  for (const text of noJson) {
    it(`no JSON: ${JSON.stringify(text)}`, () =>
      assertInvalid('int', text, /Query\.int with text that is not valid JSON/));
  }

  const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
  const shapes: readonly (readonly [field: string, json: string, problem: RegExp, selection?: string])[] = [
    ['int', '"7"', /a string where Int is declared/],
    ['int', '1.5', /the number 1\.5 where Int is declared/],
    ['int', '4294967296', /32-bit signed integer value: 4294967296/],
    ['int', '1e400', /a number that large where Int/],
    ['int', 'true', /a boolean where Int/],
    ['int', '[1]', /a list where Int/],
    ['int', '{"a":1}', /an object where Int/],
    ['int', deep(20_000), /text that nests deeper than 100 levels/],
    ['float', '"x"', /a string where Float/],
    ['string', '7', /the number 7 where String/],
    ['string', '{}', /an object where String/],
    ['boolean', '"yes"', /a string where Boolean/],
    ['boolean', '2', /the number 2 where Boolean/],
    ['id', '1.5', /the number 1\.5 where ID/],
    ['id', '["a"]', /a list where ID/],
    ['colour', '"BLUE"', /Colour.*"BLUE"/],
    ['colour', '3', /the number 3 where Colour/],
    ['anything', deep(80), /JSON that nests deeper than 64 levels where Anything is declared/],
    ['numbers', '{"0":1}', /an object where a list/],
    ['numbers', '"12"', /a string where a list/],
    ['numbers', '[1,"2"]', /a string where Int/],
    ['matrix', '[1]', /the number 1 where a list/],
    ['item', '"x"', /a string where Item/, '{ id }'],
    ['item', '[]', /a list where Item/, '{ id }'],
    ['item', '{"id":null,"name":"a"}', /non-nullable field Item\.id/, '{ id }'],
    ['item', '{"name":"a"}', /non-nullable field Item\.id/, '{ id }'],
    ['item', '{"id":1,"name":{"first":"a"}}', /an object where String/, '{ name }'],
    ['item', '{"id":1,"tags":["a",null]}', /non-nullable field Item\.tags/, '{ tags }'],
    ['items', '[1]', /the number 1 where Item/, '{ id }'],
    ['named', '{"name":"x"}', /without "__typename"/, '{ name }'],
    ['named', '{"__typename":7}', /without "__typename"/, '{ name }'],
    ['named', '{"__typename":"Car"}', /"Car" that does not exist/, '{ name }'],
    ['named', '{"__typename":"Stone","name":"x"}', /"Stone".*"Named"/, '{ name }'],
    ['pet', '{"__typename":"Stone"}', /"Stone".*"Pet"/, '{ __typename }'],
    ['pet', '"Cat"', /a string where Pet/, '{ __typename }'],
  ];
  for (const [field, json, problem, selection] of shapes) {
    it(`${field}: ${json.length > 60 ? `${json.slice(0, 10)}… (${json.length} characters)` : json}`, () =>
      assertInvalid(field, json, problem, selection));
  }

  it('loses only the place that is wrong, when that can be null', async () => {
    const { data, errors = [] } = await gateway.query(
      'query ($says: String!) { items(says: $says) { id colour owner { name } } }',
      { says: '[{"id":1,"colour":"RED"},{"id":2,"colour":"MAUVE"},{"id":3,"owner":{"name":"x"}}]' },
    );
    assert.deepEqual(data?.['items'], [
      { id: '1', colour: 'RED', owner: null },
      { id: '2', colour: null, owner: null },
      { id: '3', colour: null, owner: null },
    ]);
    assert.deepEqual(
      errors.map(({ path, extensions }) => [path, extensions?.['code']]),
      [
        [['items', 1, 'colour'], 'EXTENSION_RESULT_INVALID'],
        [['items', 2, 'owner'], 'EXTENSION_RESULT_INVALID'],
      ],
    );
  });

  it('may leave out what can be null, and give what nobody declared', async () => {
    const { data, errors } = await gateway.query(
      `query ($says: String!) { item(says: $says) { id name colour } anything(says: "[[[{}]]]") }`,
      { says: '{"id":7,"name":"a","__proto__":{"colour":"RED"},"constructor":1}' },
    );
    assert.equal(errors, undefined);
    assert.deepEqual(data, { item: { id: '7', name: 'a', colour: null }, anything: [[[{}]]] });
  });

  it('stores nothing of a mutation that answers with no JSON', async () => {
    const logged = nextAlarm(gateway);
    const { data, errors } = await gateway.query('mutation { write(says: "{") }');
    assert.equal(data?.['write'] ?? null, null);
    assert.equal(errors?.[0]?.extensions?.['code'], 'EXTENSION_RESULT_INVALID');
    assert.match(errors[0].message, /Nothing of the mutation was stored\.$/);
    assert.equal((await logged)['field'], 'write');
    assert.deepEqual(await gateway.data('{ writes }'), { writes: 0 });
  });

  it('refuses in its own words, which no operator is called for, and which can do no harm', async () => {
    const known = alarms(gateway).length;
    const { error } = await ask('refuses', `no\u001b[31m such\n\u202e thing ${'x'.repeat(5_000)}`);
    assert.equal(error.extensions?.['code'], 'EXTENSION_ERROR');
    assert.match(error.message, /^no \[31m such {3}thing x+…$/);
    assert.equal(error.message.length, 2_001);
    assert.equal(alarms(gateway).length, known);
  });
});

describe('an extension that fails in a resolver', () => {
  let gateway: Gateway;

  before(async () => {
    gateway = await Gateway.start({
      extensions: { demo: await fixture('misbehaves-on-demand'), issues: await exampleIssues() },
      // Fuel that no endless loop gets by with, and time that a busy machine needs for everything else.
      config: { callTimeoutMs: 2_000, extensions: { demo: { fuelPerCall: 100_000_000 } } },
    });
  });
  after(() => gateway[Symbol.asyncDispose]());

  const failures: readonly (readonly [operation: string, code: string, says: RegExp])[] = [
    [
      '{ trap }',
      'EXTENSION_TRAPPED',
      /^The extension "demo" failed in Query\.trap: It stopped with a trap \(.*\); its author/,
    ],
    ['{ overflow }', 'EXTENSION_TRAPPED', /failed in Query\.overflow: It stopped with a trap/],
    [
      '{ spin }',
      'EXTENSION_FUEL_EXHAUSTED',
      /failed in Query\.spin: It used up its 100000000 units of fuel\.$/,
    ],
    ['{ spinInSql }', 'EXTENSION_TIMEOUT', /in Query\.spinInSql: The call ran too long and was ended\.$/],
    [
      'mutation { writeThenTrap(name: "a") { id } }',
      'EXTENSION_TRAPPED',
      /Mutation\.writeThenTrap: It stopped with a trap .* Nothing of the mutation was stored\.$/,
    ],
    [
      'mutation { writeThenSpin(name: "a") { id } }',
      'EXTENSION_FUEL_EXHAUSTED',
      /Mutation\.writeThenSpin: It used up .* Nothing of the mutation was stored\.$/,
    ],
  ];
  for (const [operation, code, says] of failures) {
    it(`${operation}: one line with ${code}, and the same for the client`, async () => {
      const known = alarms(gateway).length;
      const { errors } = await gateway.query(operation);
      assert.equal(errors?.length, 1, JSON.stringify(errors));
      const [error] = errors;
      assert.equal(error?.extensions?.['code'], code, JSON.stringify(error));
      assert.equal(error.extensions['extension'], 'demo');
      assert.match(error.message, says);
      assert.deepEqual(await gateway.data('{ getAllIssues { id } }'), { getAllIssues: [] });
      // Its own answer comes after whatever there was to log.
      assert.deepEqual(await gateway.data('{ fine items { id } }'), { fine: 'fine', items: [] });
      const lines = alarms(gateway).slice(known);
      assert.equal(lines.length, 1, JSON.stringify(lines));
      assert.equal(lines[0]?.['code'], code);
      assert.equal(lines[0]['extension'], 'demo');
      assert.equal(lines[0]['reason'], error.message);
    });
  }

  it('writes no stack trace, and nothing to the standard error', () => {
    const own = gateway.program.log.lines.filter(({ source }) => source !== 'guest');
    assert.doesNotMatch(JSON.stringify(own), /"stack"|\bat .*\.ts:\d/);
    assert.deepEqual(gateway.program.errors.lines, []);
  });
});

function nextAlarm(gateway: Gateway): Promise<LogLine> {
  return gateway.program.log.next('a failure', ({ level }) => level === 'error');
}
