import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LogLine } from '../support/log-lines.ts';
import { Program, projectRoot } from '../support/program.ts';

/** What is relayed of a child that behaves in that way. */
async function relayed(behaviour: string): Promise<{ lines: readonly LogLine[]; text: string }> {
  const program = new Program('test/supervisor/support/relaying-program.ts', {
    cwd: projectRoot,
    args: [behaviour],
  });
  const texts: string[] = [];
  program.child.stdout?.on('data', (chunk: Buffer) => texts.push(chunk.toString('utf8')));
  await program.exited;
  await program.log.ended;
  assert.deepEqual(program.errors.lines, []);
  return { lines: program.log.lines, text: texts.join('') };
}

describe('the output of a child that its extension controls', () => {
  it('is logged under its own name, whatever it says of itself', async () => {
    const started = new Date().toISOString();
    const { lines, text } = await relayed('forges');
    assert.equal(lines.length, 7);
    for (const line of lines) {
      assert.deepEqual(
        [line['program'], line['subgraph'], line['extension']],
        ['subgraph-host', 'demo', 'demo'],
        JSON.stringify(line),
      );
      assert.ok(String(line['time']) >= started);
    }
    const forged = lines.find(({ detail }) => detail !== undefined);
    assert.equal(forged?.['level'], 'fatal');
    assert.notEqual(forged['pid'], 1);
    assert.deepEqual([forged['state'], forged['url']], [undefined, undefined]);
    assert.match(String(forged['msg']), /^the gateway .*31m was hacked/);
    // oxlint-disable-next-line no-control-regex -- that is what is looked for
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
    for (const line of text.trimEnd().split('\n')) {
      assert.equal(line.match(/"(?:program|pid|extension|time|level)":/g)?.length, 5, line.slice(0, 200));
    }
  });

  it('is logged as its words when it is no line of a log', async () => {
    const { lines } = await relayed('forges');
    const words = lines.flatMap(({ msg, output }) =>
      typeof output === 'string' ? [`${String(msg)}: ${output}`] : [],
    );
    assert.deepEqual(words.map((one) => one.slice(0, 50)).toSorted(), [
      'a child printed an error: words on the error output'.slice(0, 50),
      'a child printed: plain  ]0;title  words',
      'a child printed: {"level":"info","msg":"[[[[[[[[[[[[[[[[['.slice(0, 50),
      'a child printed: {"level":"info","msg":{"no":"text"}}'.slice(0, 50),
      'a child printed: {"level":"loud","msg":"no such level"}'.slice(0, 50),
    ]);
  });

  it('is bounded in lines a second, and what was left out is counted', async () => {
    const { lines } = await relayed('floods');
    const passed = lines.filter(({ msg }) => msg === 'flood').length;
    const dropped = lines.reduce((sum, line) => sum + Number(line['dropped'] ?? 0), 0);
    assert.equal(passed + dropped, 50_000);
    assert.ok(passed >= 1_000 && dropped > 0, `${passed} passed`);
  });

  it('is cut where a line never ends', async () => {
    const { lines, text } = await relayed('never-ends-a-line');
    assert.equal(lines.length, 1);
    assert.ok(text.length < 3_000);
  });
});
