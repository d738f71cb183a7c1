import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { exampleIssues, fixture } from '../support/guests.ts';
import { Gateway } from '../support/gateway.ts';

interface Identified {
  readonly id: string;
}

describe('the main flow: groups, repositories and issues at one URL', () => {
  let gateway: Gateway;
  let repositoryId: string;

  before(async () => {
    gateway = await Gateway.start({ extensions: { issues: await exampleIssues() } });
    const { createGroup } = await gateway.data<{ createGroup: Identified }>(
      'mutation { createGroup(input: { slug: "tools" }) { id } }',
    );
    const { createRepository } = await gateway.data<{ createRepository: Identified }>(
      'mutation ($group: ID!) { createRepository(input: { slug: "forge", group: $group }) { id } }',
      { group: createGroup.id },
    );
    repositoryId = createRepository.id;
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('creates an issue with the mutation of the documentation', async () => {
    const data = await gateway.data(
      'mutation { createIssue(input: { title: "Test Issue", description: "Testing" }) { id title status } }',
    );
    assert.deepEqual(data, { createIssue: { id: 'issue-1', title: 'Test Issue', status: 'OPEN' } });
  });

  it('lists and finds it with the queries of the documentation', async () => {
    const { getAllIssues } = await gateway.data<{ getAllIssues: Record<string, unknown>[] }>(
      'query { getAllIssues { id title description status createdAt } }',
    );
    assert.equal(getAllIssues.length, 1);
    assert.match(String(getAllIssues[0]?.['createdAt']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
    assert.deepEqual(
      { ...getAllIssues[0], createdAt: '' },
      { id: 'issue-1', title: 'Test Issue', description: 'Testing', status: 'OPEN', createdAt: '' },
    );
    assert.deepEqual(await gateway.data('query { getIssue(id: "issue-1") { id title } }'), {
      getIssue: { id: 'issue-1', title: 'Test Issue' },
    });
  });

  it('joins issues to their repository in both directions', async () => {
    await gateway.data(
      'mutation ($id: ID!) { createIssue(input: { title: "In a repository", repositoryId: $id }) { id } }',
      { id: repositoryId },
    );
    assert.deepEqual(await gateway.data('{ getAllRepositories { slug issues { number title status } } }'), {
      getAllRepositories: [
        { slug: 'forge', issues: [{ number: 2, title: 'In a repository', status: 'OPEN' }] },
      ],
    });
    assert.deepEqual(await gateway.data('{ getIssue(id: "issue-2") { title repository { path } } }'), {
      getIssue: { title: 'In a repository', repository: { path: 'tools/forge' } },
    });
  });

  it('refuses an issue in a repository that does not exist, and says so', async () => {
    const answer = await gateway.query(
      'mutation { createIssue(input: { title: "x", repositoryId: "nowhere" }) { id } }',
    );
    assert.equal(answer.data?.['createIssue'] ?? null, null);
    assert.match(answer.errors?.[0]?.message ?? '', /no repository.*nowhere/i);
    assert.equal(answer.errors?.[0]?.extensions?.['code'], 'EXTENSION_ERROR');
    assert.equal(answer.errors?.[0]?.extensions?.['extension'], 'issues');
  });

  it('gives every one of 40 concurrent creations its own number', async () => {
    const created = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        gateway.data<{ createIssue: { number: number } }>(
          'mutation ($title: String!) { createIssue(input: { title: $title }) { number } }',
          { title: `concurrent ${index}` },
        ),
      ),
    );
    const numbers = created.map(({ createIssue }) => createIssue.number);
    assert.equal(new Set(numbers).size, 40);
  });

  it('shows the extension and its descriptions in the one schema', async () => {
    const { __type } = await gateway.data<{
      __type: { description: string; fields: { name: string; description: string }[] };
    }>('{ __type(name: "Issue") { description fields { name description } } }');
    assert.ok(__type.description.length > 0);
    for (const field of __type.fields) assert.ok(field.description.length > 0, field.name);
  });

  it('does not offer the fields of federation to clients', async () => {
    const answer = await gateway.query('{ _service { sdl } }');
    assert.equal(answer.errors?.[0]?.extensions?.['code'], 'GRAPHQL_VALIDATION_FAILED');
  });

  it('says that it is alive and ready', async () => {
    const origin = new URL(gateway.url).origin;
    assert.equal((await fetch(`${origin}/healthz`)).status, 200);
    const ready = await fetch(`${origin}/readyz`);
    assert.equal(ready.status, 200);
    const { subgraphs } = (await ready.json()) as { subgraphs: { name: string; state: string }[] };
    assert.deepEqual(subgraphs.map(({ name, state }) => `${name}: ${state}`).toSorted(), [
      'core: ready',
      'issues: ready',
    ]);
  });
});

describe('what was stored', () => {
  it('is there after a restart', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    try {
      {
        await using first = await Gateway.start({ dir, extensions: { issues: await exampleIssues() } });
        await first.data('mutation { createGroup(input: { slug: "kept" }) { id } }');
        await first.data('mutation { createIssue(input: { title: "kept" }) { id } }');
        assert.deepEqual(await first.stop(), { code: 0, signal: null });
      }
      assert.ok(existsSync(join(dir, 'extensions_dir/issues/issues.db')));
      assert.ok(existsSync(join(dir, '.forge/db/forge.db')));
      await using second = await Gateway.start({ dir });
      assert.deepEqual(await second.data('{ getAllGroups { path } getAllIssues { id title } }'), {
        getAllGroups: [{ path: 'kept' }],
        getAllIssues: [{ id: 'issue-1', title: 'kept' }],
      });
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });

  it('survives a discarded instance and a killed process when it is kept in memory only, and leaves no file', async () => {
    await using gateway = await Gateway.start({
      extensions: { demo: await fixture('misbehaves-on-demand') },
      env: { FORGE_IN_MEMORY_DB: 'true' },
    });
    await gateway.data('mutation { write(name: "first") { id } }');
    const trapped = await gateway.query('{ trap }');
    assert.equal(trapped.errors?.[0]?.extensions?.['code'], 'EXTENSION_TRAPPED');
    assert.deepEqual(await gateway.data('{ items { name } }'), { items: [{ name: 'first' }] });

    const again = gateway.nextReady('demo');
    process.kill(await gateway.pidOf('demo'), 'SIGKILL');
    await again;
    assert.deepEqual(await gateway.data('{ items { name } }'), { items: [{ name: 'first' }] });
    assert.equal(existsSync(join(gateway.dir, 'extensions_dir/demo')), false);
    assert.equal(existsSync(join(gateway.dir, '.forge/db')), false);
  });
});
