import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { io } from '../../subgraph-host/host-functions/wasi/io.ts';
import { Gateway } from '../support/gateway.ts';
import { fixture } from '../support/guests.ts';

describe('what a guest logs', () => {
  let gateway: Gateway;
  before(async () => {
    gateway = await Gateway.start({ extensions: { given: await fixture('answers-given-json') } });
  });
  after(() => gateway[Symbol.asyncDispose]());

  const logged = (text: string): number => gateway.program.log.lines.filter(({ msg }) => msg === text).length;
  const log = (text: string, times: number, lines: number): Promise<unknown> =>
    gateway.data(
      'query ($text: String!, $times: Int!, $lines: Int!) { logs(text: $text, times: $times, lines: $lines) }',
      {
        text,
        times,
        lines,
      },
    );

  it('is one line each, under its name, without what a terminal would obey', async () => {
    const line = gateway.program.log.next('the line', ({ msg }) => String(msg).startsWith('red'));
    await log('red \u001b[31m\u009b31m\n{"level":"fatal","extension":"core"}', 1, 1);
    const { msg, extension, source, program } = await line;
    assert.deepEqual([extension, source, program], ['given', 'guest', 'subgraph-host']);
    assert.equal(msg, 'red  [31m 31m {"level":"fatal","extension":"core"}');
  });

  it('is bounded in lines and characters a second, and what was left out is counted', async () => {
    const told = gateway.program.log.next('what was left out', ({ msg }) =>
      /^\d+ lines were left out/.test(String(msg)),
    );
    await log('flood', 1, 3_000);
    await log('x', 1_000, 1_000);
    // The count is told with the first line of a later second.
    const asking = new AbortController();
    void told.finally(() => asking.abort());
    while (!asking.signal.aborted) await log('later', 1, 1);
    const line = await told;
    assert.equal(line['extension'], 'given');
    assert.ok(logged('flood') < 3_000);
  });
});

describe('what a guest writes to its standard output', () => {
  it('is cut at the budget that it was told, and at the length of a line', () => {
    const lines: string[] = [];
    const { stdout } = io((_level, message) => lines.push(message));
    const budget = Number(stdout.checkWrite());
    stdout.write(new Uint8Array(64 * 1024 * 1024).fill(0x78));
    assert.deepEqual(
      lines.map(({ length }) => length),
      [budget],
    );
    stdout.write(Buffer.from('a\nb'));
    stdout.write(Buffer.from('c\n'));
    assert.deepEqual(lines.slice(1), ['a', 'bc']);
  });
});
