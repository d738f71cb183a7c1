import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseChildMessage } from '../../gateway/supervisor/child-messages.ts';

const durations = { counts: Array<number>(15).fill(1), sumSeconds: 1.5 };
const process = {
  residentBytes: 1,
  heapUsedBytes: 1,
  cpuSeconds: 1,
  loopDelay: { p50: 0, p99: 0, max: 0 },
};
const guest = {
  calls: durations,
  errors: { EXTENSION_TRAPPED: 1, OTHER: 2 },
  fuel: 1,
  statements: { durations, rows: 1, failed: 1 },
};
const pong = (figures: object): string => JSON.stringify({ type: 'pong', id: 1, figures });

describe('figures of a process that may be under the control of an extension', () => {
  it('are taken as they are when they are in their bounds', () => {
    const parsed = parseChildMessage(pong({ process, guest }));
    assert.deepEqual(parsed, { type: 'pong', id: 1, figures: { process, guest } });
    assert.notEqual(parseChildMessage(pong({ process, guest: null })), undefined);
  });

  const forged: Readonly<Record<string, object>> = {
    'a count below zero': { process, guest: { ...guest, fuel: -1 } },
    'a count beyond all bounds': { process, guest: { ...guest, fuel: 1e300 } },
    'text in the place of a number': { process: { ...process, cpuSeconds: '1' }, guest },
    'too many buckets': {
      process,
      guest: { ...guest, calls: { ...durations, counts: Array<number>(16).fill(1) } },
    },
    'too few buckets': { process, guest: { ...guest, calls: { ...durations, counts: [] } } },
    'a code that there is not': { process, guest: { ...guest, errors: { 'x"} 1\nforged 1': 1 } } },
    'a prototype in the place of codes': { process, guest: { ...guest, errors: { constructor: 1 } } },
    'nothing of its process': { guest },
  };
  for (const [what, figures] of Object.entries(forged)) {
    it(`are refused as a whole when they hold ${what}`, () => {
      assert.equal(parseChildMessage(pong(figures)), undefined);
    });
  }
});
