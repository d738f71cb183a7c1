import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
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
  });

  it('takes a subgraph for every file of the extensions folder, and says what is wrong with a name', async () => {
    const { port } = new URL(urls.issues);
    await using gateway = await Gateway.start({
      extensions: { issues: await exampleIssues(), Wrong_Name: await exampleIssues() },
      args: ['--subgraph', `core=${urls.core}`, '--extensions-at', `http://127.0.0.1:${port}/graphql?{name}`],
      env: { FORGE_INTERNAL_TOKEN: token },
    });
    assert.equal((await gateway.query('{ getAllIssues { id } }')).errors, undefined);
    const { subgraphs } = (await (await fetch(`${new URL(gateway.url).origin}/readyz`)).json()) as {
      subgraphs: { name: string; state: string; code?: string }[];
    };
    assert.deepEqual(
      subgraphs.map(({ name, state, code }) => [name, state, code]),
      [
        ['core', 'ready', undefined],
        ['issues', 'ready', undefined],
        ['Wrong_Name.wasm', 'refused', 'EXTENSION_NAME_INVALID'],
      ],
    );
  });

  it('serves the others, and the whole schema, when it starts while a subgraph is down', async () => {
    const own = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    const env = { FORGE_INTERNAL_TOKEN: token };
    const brief = new Program('subgraph-host/bin.js', {
      cwd: own,
      env: { ...env, FORGE_PORT: '0' },
      args: [await exampleIssues(), '--no-watch', '--in-memory'],
    });
    const line = await brief.log.waitFor('its URL', ({ url }) => typeof url === 'string');
    const url = String(line['url']);
    const args = ['--subgraph', `core=${urls.core}`, '--subgraph', `issues=${url}`];
    await (await Gateway.start({ dir: own, args, env })).stop();
    await brief.stop();

    await using gateway = await Gateway.start({
      dir: own,
      args,
      env: { ...env, FORGE_SUBGRAPH_POLL_MS: '50' },
    });
    const answer = await gateway.query('{ getAllGroups { path } getAllIssues { id } }');
    assert.deepEqual(answer.data, { getAllGroups: [], getAllIssues: null });
    assert.equal(answer.errors?.[0]?.extensions?.['code'], 'EXTENSION_UNAVAILABLE');
    const back = gateway.program.log.next(
      'issues ready',
      (entry) => entry['subgraph'] === 'issues' && entry['state'] === 'ready',
    );
    await using _again = new Program('subgraph-host/bin.js', {
      cwd: own,
      env: { ...env, FORGE_PORT: new URL(url).port },
      args: [await exampleIssues(), '--no-watch', '--in-memory'],
    });
    await back;
    assert.deepEqual(await gateway.data('{ getAllIssues { id } }'), { getAllIssues: [] });
    await gateway.stop();
    await rm(own, { recursive: true, force: true });
  });

  it('refuses requests for other names than those that are allowed', async () => {
    await using gateway = await Gateway.start({
      args: ['--subgraph', `core=${urls.core}`],
      env: { FORGE_INTERNAL_TOKEN: token, FORGE_ALLOWED_HOSTS: 'forge.example.org' },
    });
    const { port } = new URL(gateway.url);
    const statusFor = async (host: string): Promise<number | undefined> => {
      const asked = request({ host: '127.0.0.1', port, path: '/healthz', headers: { host } }).end();
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    };
    assert.equal(await statusFor('forge.example.org'), 200);
    assert.equal(await statusFor(`localhost:${port}`), 200);
    assert.equal(await statusFor('evil.example'), 403);
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
