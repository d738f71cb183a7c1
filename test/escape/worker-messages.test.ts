import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseWorkerMessage } from '../../subgraph-host/component/worker-messages.ts';

const maxResultLength = 1_000;
const parse = (message: unknown): unknown => parseWorkerMessage(message, maxResultLength);
const json = { kind: 'json', json: '{}', fuel: 1 };
const error = { code: 'EXTENSION_TRAPPED', message: 'It trapped.' };
const info = {
  name: 'a',
  version: '1',
  capabilities: ['entities'],
  entities: 'every',
  repositoryFields: ['id'],
};

describe('what the thread of a guest sends the main thread', () => {
  it('passes when the host’s own code sends it', () => {
    const messages = [
      { type: 'loaded', info, sdl: 'type Query { a: Int }' },
      { type: 'done', id: 7, outcomes: [json, { kind: 'failed', ...error, fuel: null }] },
      { type: 'lost', error: { ...error, remedy: 'Mend it.', extension: 'a' } },
      { type: 'log', level: 'warn', message: 'words', fields: { a: 1 }, requestId: 'r' },
      {
        type: 'done',
        id: 8,
        outcomes: [
          {
            kind: 'each',
            outcomes: [json, { kind: 'failure', code: null, message: 'No.', details: null }],
            fuel: 1,
          },
        ],
      },
      { type: 'instance-discarded', code: 'EXTENSION_TRAPPED', cause: 'unreachable' },
      { type: 'shut-down' },
    ];
    for (const message of messages) assert.deepEqual(parse(structuredClone(message)), message);
  });

  const forged: Readonly<Record<string, unknown>> = {
    nothing: undefined,
    'a number': 7,
    'a list': [],
    'a type that there is not': { type: 'toString' },
    'a message inside of a prototype': JSON.parse('{"__proto__":{"type":"shut-down"}}'),
    'an answer that is no text': { type: 'done', id: 1, outcomes: [{ ...json, json: { length: 1 } }] },
    'an answer that is too long': { type: 'done', id: 1, outcomes: [{ ...json, json: ' '.repeat(1_001) }] },
    'an answer of a kind that there is not': {
      type: 'done',
      id: 1,
      outcomes: [{ ...json, kind: 'trapped' }],
    },
    'fuel that is no number': { type: 'done', id: 1, outcomes: [{ ...json, fuel: 1n }] },
    'outcomes that only look like a list': { type: 'done', id: 1, outcomes: { length: 1, 0: json } },
    'an id that is none': { type: 'done', id: {}, outcomes: [] },
    'a code of a prototype': { type: 'lost', error: { ...error, code: 'constructor' } },
    'an error without words': { type: 'lost', error: { code: 'EXTENSION_TRAPPED' } },
    'an error of a million characters': { type: 'lost', error: { ...error, message: 'x'.repeat(1_000_000) } },
    'a level that is a method of the logger': { type: 'log', level: 'child', message: 'words' },
    'a level of a prototype': { type: 'log', level: '__proto__', message: 'words' },
    'a line of a million characters': { type: 'log', level: 'info', message: 'x'.repeat(1_000_000) },
    'an SDL of three million characters': { type: 'loaded', info, sdl: '#'.repeat(3_000_000) },
    'capabilities without end': {
      type: 'loaded',
      info: { ...info, capabilities: Array.from({ length: 10_000 }, () => 'a') },
      sdl: '',
    },
  };
  for (const [what, message] of Object.entries(forged)) {
    it(`is refused when it is ${what}`, () => {
      assert.equal(parse(message), undefined);
    });
  }
});
