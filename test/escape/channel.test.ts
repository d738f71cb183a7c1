import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Program, projectRoot } from '../support/program.ts';

/** What each of them is ended for. */
const attacks: Readonly<Record<string, RegExp>> = {
  'a line that never ends': /sent a line of more than 8388608 bytes/,
  'a line that never ends, after it is ready': /sent a line of more than 8388608 bytes/,
  'lines that are no JSON': /a message that is none of ours/,
  'an acknowledgement of Node’s that nothing waits for': /acknowledged a connection that it was not sent/,
  'a message of Node’s own': /a message that is none of ours/,
  'a descriptor': /sent a descriptor/,
  'pongs without end': /answered what it was not asked/,
  'a farewell that nobody asked for': /said a farewell that nobody asked for/,
  'figures of more than there can be': /a message that is none of ours/,
  'figures below zero': /a message that is none of ours/,
  'errors of a code of its own': /a message that is none of ours/,
  'a connection that it was not given': /accepted a connection that is not its own/,
  'being ready again and again': /started twice/,
  'an SDL of more than is permitted': /a message that is none of ours/,
  'lists within lists': /a message that is none of ours/,
  'a million values': /a message that is none of ours/,
  'a prototype': /a message that is none of ours/,
  'a code that there is not': /a message that is none of ours/,
};
/** The longest line, what is made of it, and what an idle supervisor's memory varies by. */
const maxMebibytes = 48;

describe('a process that its extension has taken over, and that sends its supervisor', () => {
  for (const [attack, reason] of Object.entries(attacks)) {
    it(`${attack}, is ended, and costs the supervisor little memory`, async () => {
      const program = new Program('test/escape/support/supervising-program.ts', {
        cwd: projectRoot,
        args: [attack],
      });
      const line = await program.log.waitFor('how the process ended', ({ error }) => error !== undefined);
      const error = line['error'] as { readonly code: string; readonly message: string };
      assert.equal(error.code, 'SUBGRAPH_MISBEHAVED', error.message);
      assert.match(error.message, reason);
      assert.ok(Number(line['peakMebibytes']) < maxMebibytes, `${String(line['peakMebibytes'])} MiB`);
      assert.deepEqual(await program.exited, { code: 0, signal: null });
      assert.deepEqual(program.errors.lines, []);
    });
  }
});
