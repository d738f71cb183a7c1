import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { exampleIssues, fixture } from '../support/guests.ts';
import { postGraphql } from '../support/graphql-client.ts';
import { Program } from '../support/program.ts';

describe('subgraph-host on its own, for developing an extension', () => {
  let dir: string;
  let host: Program;
  let url: string;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    await cp(await exampleIssues(), join(dir, 'issues.wasm'));
    await writeFile(
      join(dir, 'context.json'),
      JSON.stringify({ repositories: [{ id: 'r1', slug: 'demo' }] }),
    );
    host = new Program('subgraph-host/bin.js', {
      cwd: dir,
      args: ['issues.wasm', '--port', '0', '--in-memory', '--context', 'context.json'],
    });
    url = String((await host.log.waitFor('its URL', (line) => typeof line['url'] === 'string'))['url']);
  });
  after(async () => {
    await host[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  it('answers queries and entity look-ups', async () => {
    const created = await postGraphql(
      url,
      'mutation { createIssue(input: { title: "a", repositoryId: "r1" }) { id repository { id } } }',
    );
    assert.deepEqual(created.data, { createIssue: { id: 'issue-1', repository: { id: 'r1' } } });
    const entities = await postGraphql(
      url,
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Issue { title } ... on Repository { issues { id } } } }',
      {
        r: [
          { __typename: 'Issue', id: 'issue-1' },
          { __typename: 'Repository', id: 'r1' },
        ],
      },
    );
    assert.deepEqual(entities.data, { _entities: [{ title: 'a' }, { issues: [{ id: 'issue-1' }] }] });
  });

  it('takes repositories from its context file only', async () => {
    const { errors } = await postGraphql(
      url,
      'mutation { createIssue(input: { title: "a", repositoryId: "r2" }) { id } }',
    );
    assert.match(errors?.[0]?.message ?? '', /r2/);
  });

  it('shows the wrapped SDL', async () => {
    const text = await (await fetch(url.replace('/graphql', '/sdl'))).text();
    assert.match(text, /type Issue @key\(fields: "id"/);
    assert.match(text, /@link/);
  });

  it('serves GraphiQL to a browser, without anything from another origin', async () => {
    const response = await fetch(url, { headers: { accept: 'text/html' } });
    assert.match(response.headers.get('content-type') ?? '', /text\/html/);
    const csp = response.headers.get('content-security-policy') ?? '';
    assert.doesNotMatch(csp, /https?:/);
    assert.match(await response.text(), /graphiql/i);
  });

  it('refuses a request for another host name', async () => {
    const { status } = await fetch(url.replace('127.0.0.1', 'localhost'), {
      headers: { accept: 'text/html' },
    });
    assert.equal(status, 200);
    const rebound = await postGraphql(url, '{ __typename }', {}, { origin: 'http://attacker.example' });
    assert.equal(rebound.status, 403);
  });

  it('serves the new version soon after the file changes, and keeps the old one when the new is broken', async () => {
    const broken = host.log.next('the refusal', ({ code }) => code === 'EXTENSION_SCHEMA_INVALID');
    await cp(await fixture('invalid-schema'), join(dir, 'next'));
    await rename(join(dir, 'next'), join(dir, 'issues.wasm'));
    await broken;
    assert.deepEqual((await postGraphql(url, '{ getIssue(id: "issue-1") { title } }')).data, {
      getIssue: { title: 'a' },
    });

    const loaded = host.log.next('the new version', ({ msg }) => msg === 'the extension is loaded');
    await cp(await fixture('keeps-values'), join(dir, 'issues.wasm'));
    await loaded;
    assert.deepEqual((await postGraphql(url, '{ stored { value } }')).data, { stored: [] });
  });

  it('ends on SIGTERM', async () => {
    assert.deepEqual(await host.stop(), { code: 0, signal: null });
  });
});

describe('values between a guest and its database', () => {
  it('come back as they were stored, all six kinds', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    await using host = new Program('subgraph-host/bin.js', {
      cwd: dir,
      args: [await fixture('keeps-values'), '--port', '0', '--in-memory', '--no-watch'],
    });
    const url = String((await host.log.waitFor('its URL', (line) => typeof line['url'] === 'string'))['url']);
    assert.deepEqual((await postGraphql(url, 'mutation { store }')).data, { store: 7 });
    const { data } = await postGraphql(url, '{ stored { kind type value } }');
    assert.deepEqual(data?.['stored'], [
      { kind: 'null', type: 'null', value: 'null' },
      { kind: 'integer', type: 'integer', value: '1' },
      { kind: 'integer', type: 'integer', value: '9007199254740991' },
      { kind: 'float', type: 'real', value: '0.1' },
      { kind: 'float', type: 'real', value: '50' },
      { kind: 'text', type: 'text', value: 'snow ☃ 𝄞' },
      { kind: 'blob', type: 'blob', value: '0,1,254,255' },
      { kind: 'integer', type: 'integer', value: '9223372036854775807' },
    ]);
    await rm(dir, { recursive: true, force: true });
  });
});

describe('subgraph-host --admit', () => {
  it('prepares the file and ends, so that a later start writes nothing but data', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    const env = { FORGE_CACHE_DIR: join(dir, 'cache'), FORGE_STORE_DIR: join(dir, 'store') };
    const file = await fixture('keeps-values');
    const admission = new Program('subgraph-host/bin.js', { cwd: dir, env, args: ['--admit', file] });
    assert.deepEqual(await admission.exited, { code: 0, signal: null });
    const filesIn = async (folder: string): Promise<readonly string[]> => {
      const entries = await readdir(folder, { recursive: true });
      return Promise.all(
        entries.toSorted().map(async (name) => {
          const { mtimeNs, ino } = await stat(join(folder, name), { bigint: true });
          return `${name} ${ino} ${mtimeNs}`;
        }),
      );
    };
    const admitted = [await filesIn(env.FORGE_CACHE_DIR), await filesIn(env.FORGE_STORE_DIR)];
    assert.match(admitted.join('\n'), /manifest\.json[\s\S]*\.wasm/);
    await using host = new Program('subgraph-host/bin.js', {
      cwd: dir,
      env,
      args: [file, '--port', '0', '--in-memory', '--no-watch'],
    });
    await host.log.waitFor('its URL', ({ url }) => typeof url === 'string');
    assert.deepEqual([await filesIn(env.FORGE_CACHE_DIR), await filesIn(env.FORGE_STORE_DIR)], admitted);
    await host.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('fails with the code of the refusal', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    await writeFile(join(dir, 'text.wasm'), 'not a component');
    const admission = new Program('subgraph-host/bin.js', { cwd: dir, args: ['--admit', 'text.wasm'] });
    const { code } = await admission.log.waitFor('the refusal', ({ level }) => level === 'fatal');
    assert.equal(code, 'EXTENSION_FILE_INVALID');
    assert.equal((await admission.exited).code, 1);
    await rm(dir, { recursive: true, force: true });
  });
});
