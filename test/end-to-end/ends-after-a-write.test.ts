import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues } from '../support/guests.ts';
import { ended, subgraphsOf } from '../support/processes.ts';

it('a gateway that is told to end right after a write, and in the midst of others, ends well and keeps all that it acknowledged', async () => {
  await using first = await Gateway.start({ extensions: { issues: await exampleIssues() } });
  const acknowledged: string[] = [];
  const create = async (title: string): Promise<void> => {
    const answer = await first.query(
      'mutation Add($title: String!) { createIssue(input: { title: $title, description: "" }) { id } }',
      { title },
    );
    if (answer.errors === undefined) acknowledged.push(title);
  };
  const children = subgraphsOf(first.program.pid);
  assert.equal(children.length, 2);
  // Whoever comes too late finds nobody: what counts is what was answered.
  const others = Array.from({ length: 20 }, (_, at) =>
    create(`at the same time ${at}`).catch(() => undefined),
  );
  await create('right before');
  assert.ok(acknowledged.includes('right before'));
  assert.deepEqual(await first.stop(), { code: 0, signal: null });
  await Promise.all([...others, ...children.map((pid) => ended(pid))]);

  await using second = await Gateway.start({ dir: first.dir });
  const { getAllIssues } = await second.data<{ getAllIssues: { title: string }[] }>(
    '{ getAllIssues { title } }',
  );
  const kept = new Set(getAllIssues.map(({ title }) => title));
  assert.deepEqual(
    acknowledged.filter((title) => !kept.has(title)),
    [],
  );
});
