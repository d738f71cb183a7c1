import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { exampleIssues, fixture } from '../support/guests.ts';
import { Gateway } from '../support/gateway.ts';

interface Readyz {
  readonly ready: boolean;
  readonly subgraphs: readonly {
    readonly name: string;
    readonly state: string;
    readonly code?: string;
    readonly message?: string;
  }[];
}

async function readyz(gateway: Gateway): Promise<Readyz> {
  const response = await fetch(`${new URL(gateway.url).origin}/readyz`);
  return (await response.json()) as Readyz;
}

const joined = '{ getAllRepositories { labels { name issue { title } } } getAllIssues { labels { name } } }';
const sentence =
  '"labels" builds on the type "Issue" of "issues", which is not served. Add the extension "issues", or see in the log why it is not served; "labels" comes back with it.';

describe('an extension whose owner of types is removed', () => {
  let dir: string;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    const gateway = await Gateway.start({
      dir,
      extensions: { issues: await exampleIssues(), labels: await fixture('labels') },
    });
    const { createRepository } = await gateway.data<{ createRepository: { id: string } }>(
      'mutation { createRepository(input: { slug: "app" }) { id } }',
    );
    const { id } = createRepository;
    await gateway.data(
      'mutation ($id: ID!) { createIssue(input: { title: "Bug", repositoryId: $id }) { id } }',
      { id },
    );
    await gateway.data(
      'mutation ($id: ID!) { createLabel(name: "urgent", repositoryId: $id, issueId: "issue-1") { id } }',
      { id },
    );
    await gateway.stop();
    await rm(join(dir, 'extensions_dir/issues.wasm'));
  });
  after(() => rm(dir, { recursive: true, force: true }));

  it('is left out while the rest is served, and the operator is told what is missing and whose it was', async () => {
    await using gateway = await Gateway.start({ dir });
    assert.deepEqual(await gateway.data('{ getAllRepositories { slug } }'), {
      getAllRepositories: [{ slug: 'app' }],
    });
    const { errors } = await gateway.query('{ getAllLabels { name } }');
    assert.match(errors?.[0]?.message ?? '', /Cannot query field "getAllLabels"/);

    const line = await gateway.program.log.waitFor('who waits', ({ state }) => state === 'waiting');
    assert.deepEqual(
      [line['level'], line['extension'], line['code'], line['reason']],
      ['warn', 'labels', 'EXTENSION_DEPENDENCY_MISSING', sentence],
    );
    const { ready, subgraphs } = await readyz(gateway);
    assert.equal(ready, true, 'nothing is expected to change by itself');
    const { state, code, message } = subgraphs.find(({ name }) => name === 'labels') ?? {};
    assert.deepEqual([state, code], ['waiting', 'EXTENSION_DEPENDENCY_MISSING']);
    assert.equal(
      message,
      '"labels" builds on the type "Issue" of "issues", which is not served. Add the extension "issues", or see in the log why it is not served; "labels" comes back with it.',
    );
  });

  it('keeps the names of both', async () => {
    const claims = JSON.parse(await readFile(join(dir, '.forge/state/claims.json'), 'utf8')) as {
      order: string[];
      types: Record<string, { owner: string }>;
      fields: Record<string, string>;
    };
    assert.deepEqual(claims.order, ['issues', 'labels']);
    assert.equal(claims.types['Issue']?.owner, 'issues');
    assert.equal(claims.fields['Issue.labels'], 'labels');
  });

  it('comes back with its owner, and both have their data', async () => {
    await using gateway = await Gateway.start({ dir, extensions: { issues: await exampleIssues() } });
    assert.deepEqual(await gateway.data(joined), {
      getAllRepositories: [{ labels: [{ name: 'urgent', issue: { title: 'Bug' } }] }],
      getAllIssues: [{ labels: [{ name: 'urgent' }] }],
    });
    const { subgraphs } = await readyz(gateway);
    assert.deepEqual(
      new Map(subgraphs.map(({ name, state }) => [name, state])),
      new Map([
        ['core', 'ready'],
        ['issues', 'ready'],
        ['labels', 'ready'],
      ]),
    );
  });
});
