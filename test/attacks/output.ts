import assert from 'node:assert/strict';
import type { Gateway } from '../support/gateway.ts';
import { ended, failureOf, type Attack } from './support/attack.ts';
import { machine, program, speaker } from './support/attackers.ts';

/** Texts that a field of some type is answered with, none of which may pass. */
const lies: readonly (readonly [field: string, json: string, selection?: string])[] = [
  ['custom', 'NaN'],
  ['custom', '-Infinity'],
  ['custom', '{"a":1e999}'],
  ['float', '1e999'],
  ['int', '9223372036854775807'],
  ['int', '2147483648'],
  ['id', '9007199254740993'],
  ['id', '18446744073709551615'],
  ['color', '"__proto__"'],
  ['shape', '{"__typename":"__proto__"}', '{ name }'],
  ['things', '{"length":4294967295}', '{ id }'],
];

async function asked(
  gateway: Gateway,
  field: string,
  json: string,
  selection = '',
): ReturnType<Gateway['query']> {
  return gateway.query(`query ($json: String!) { answer: ${field}(json: $json) ${selection} }`, { json });
}

/** Attacks by what an extension answers and logs. */
export const outputAttacks: readonly Attack[] = [
  ended(
    machine,
    'answers with all of its memory',
    '{ wholeMemory }',
    'EXTENSION_RESULT_INVALID',
    /characters/,
  ),
  ended(machine, 'says that its answer has 1 GiB', '{ gigabyte }', 'EXTENSION_TRAPPED'),
  ended(machine, 'says that its answer has 4 GiB', '{ fourGigabytes }', 'EXTENSION_TRAPPED'),
  ended(
    program,
    'answers with 9 MB of text',
    '{ answerOf(length: 9000000) }',
    'EXTENSION_RESULT_INVALID',
    /characters/,
  ),
  {
    title: 'nests JSON until it breaks',
    attacker: program,
    run: async (gateway) => {
      const { code } = failureOf(await gateway.query('{ nestInJson(levels: 100000) }'), program.name);
      // Its stack runs over, unless the machine is so slow that its time runs out first.
      assert.match(code, /^EXTENSION_(?:TRAPPED|TIMEOUT)$/);
      return `\`${code}\``;
    },
  },
  ended(
    speaker,
    'answers with JSON that nests a million levels deep',
    '{ nested(levels: 1000000, open: "[", close: "]") }',
    'EXTENSION_RESULT_INVALID',
    /deeper/,
  ),
  ended(
    speaker,
    'answers with a million values',
    '{ repeated(text: "0,", times: 1000000, before: "[", after: "0]") }',
    'EXTENSION_RESULT_INVALID',
    /values/,
  ),
  {
    title: 'answers with NaN, infinity, 64-bit integers, __proto__ and false lists',
    attacker: speaker,
    run: async (gateway) => {
      for (const [field, json, selection] of lies) {
        const { code, message } = failureOf(await asked(gateway, field, json, selection), speaker.name);
        assert.equal(code, 'EXTENSION_RESULT_INVALID', `${json}: ${message}`);
      }
      return `\`EXTENSION_RESULT_INVALID\` for each of ${lies.length}`;
    },
  },
  {
    title: 'answers with duplicate keys, lone surrogates and keys of prototypes',
    attacker: speaker,
    run: async (gateway) => {
      const twice = await asked(gateway, 'custom', '{"a":1,"a":2}');
      assert.deepEqual(twice.data, { answer: { a: 2 } });
      const lone = await asked(gateway, 'string', String.raw`"\ud800 \udfff"`);
      assert.deepEqual(lone.data, { answer: '\ud800 \udfff' });
      const keys = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"id":1}';
      const thing = await asked(gateway, 'thing', keys, '{ id __proto__: name constructor: name }');
      assert.equal(JSON.stringify(thing.data), '{"answer":{"id":"1","__proto__":null,"constructor":null}}');
      const after = await asked(gateway, 'thing', '{"id":2}', '{ id name count }');
      assert.deepEqual(after.data, { answer: { id: '2', name: null, count: null } });
      return 'the last key holds, the text passes as it is, no prototype is reached';
    },
  },
  {
    title: 'floods the log',
    attacker: program,
    run: async (gateway) => {
      const { log } = gateway.program;
      const earlier = log.lines.length;
      // On a slow machine its time runs out, which harms nobody either.
      await gateway.query('{ long: logMany(lines: 100, length: 100000) }');
      await gateway.query('{ many: logMany(lines: 50000, length: 10) }');
      const flood = log.lines
        .slice(earlier)
        .filter(({ extension, source }) => extension === program.name && source === 'guest');
      assert.ok(flood.length > 0);
      assert.ok(flood.length <= 3_000, `${flood.length} lines`);
      const longest = Math.max(...flood.map(({ msg }) => String(msg).length));
      assert.ok(longest > 10 && longest <= 8_192, `${longest} characters`);
      return `${flood.length} of 50,100 lines are logged, the longest with ${longest} characters`;
    },
  },
  {
    title: 'says what a terminal would obey, and what looks like a line of the gateway',
    attacker: speaker,
    run: async (gateway) => {
      const words = '\u001b[2J\u0007\u202e\r\n{"level":"fatal","extension":"core","msg":"lost"}';
      const { code, message } = failureOf(await asked(gateway, 'fails', words), speaker.name);
      assert.equal(code, 'EXTENSION_ERROR');
      // oxlint-disable-next-line no-control-regex -- that is what is looked for
      assert.doesNotMatch(message, /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      assert.ok(gateway.program.log.lines.every(({ level }) => level !== 'fatal'));
      return `\`${code}\`, in printable characters`;
    },
  },
];
