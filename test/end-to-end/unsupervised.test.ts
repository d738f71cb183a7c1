import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { exampleIssues } from '../support/guests.ts';
import { Gateway } from '../support/gateway.ts';
import { Program } from '../support/program.ts';

const token = 'a-token-that-all-three-share';

describe('the gateway over subgraphs that somebody else runs', () => {
  let dir: string;
  let core: Program;
  let issues: Program;
  let urls: { readonly core: string; readonly issues: string };

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    const env = { FORGE_INTERNAL_TOKEN: token, FORGE_PORT: '0' };
    core = new Program('core-subgraph/bin.js', { cwd: dir, env });
    issues = new Program('subgraph-host/bin.js', {
      cwd: dir,
      env,
      args: [await exampleIssues(), '--no-watch', '--in-memory'],
    });
    const url = async (program: Program): Promise<string> =>
      String((await program.log.waitFor('its URL', (line) => typeof line['url'] === 'string'))['url']);
    urls = { core: await url(core), issues: await url(issues) };
  });
  after(async () => {
    await core[Symbol.asyncDispose]();
    await issues[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  it('composes and serves what --subgraph names, context included', async () => {
    await using gateway = await Gateway.start({
      args: ['--subgraph', `core=${urls.core}`, '--subgraph', `issues=${urls.issues}`],
      env: { FORGE_INTERNAL_TOKEN: token },
    });
    const { createRepository } = await gateway.data<{ createRepository: { id: string } }>(
      'mutation { createRepository(input: { slug: "elsewhere" }) { id } }',
    );
    await gateway.data(
      'mutation ($id: ID!) { createIssue(input: { title: "far", repositoryId: $id }) { id } }',
      {
        id: createRepository.id,
      },
    );
    assert.deepEqual(await gateway.data('{ getAllRepositories { slug issues { title } } }'), {
      getAllRepositories: [{ slug: 'elsewhere', issues: [{ title: 'far' }] }],
    });
  });

  it('serves a supergraph file', async () => {
    const composed = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    const args = ['--subgraph', `core=${urls.core}`, '--subgraph', `issues=${urls.issues}`];
    const env = { FORGE_INTERNAL_TOKEN: token };
    await (await Gateway.start({ dir: composed, args, env })).stop();
    const file = join(composed, '.forge/state/supergraph.graphql');
    assert.match(await readFile(file, 'utf8'), /join__Graph/);
    await using gateway = await Gateway.start({ args: ['--supergraph', file], env });
    assert.deepEqual(await gateway.data('{ getIssue(id: "issue-1") { title repository { slug } } }'), {
      getIssue: { title: 'far', repository: { slug: 'elsewhere' } },
    });
    await rm(composed, { recursive: true, force: true });
  });

  it('serves nothing of subgraphs without a core that do not fit together', async () => {
    await using gateway = await Gateway.spawn({
      args: ['--subgraph', `issues=${urls.issues}`],
      env: { FORGE_INTERNAL_TOKEN: token },
    });
    const { reason } = await gateway.program.log.waitFor(
      'the failure',
      ({ code }) => code === 'COMPOSITION_FAILED',
    );
    assert.match(String(reason), /"Repository"/);
    assert.equal((await gateway.program.exited).code, 1);
  });

  it('is refused by subgraphs without their token', async () => {
    const response = await fetch(urls.issues, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    });
    assert.equal(response.status, 401);
  });
});
