import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { exampleIssues } from '../support/guests.ts';
import { postGraphql } from '../support/graphql-client.ts';
import { Program } from '../support/program.ts';
import { Exposition } from './support/exposition.ts';

const token = 'a-token-of-the-tests-with-40-characters-';
const tokenHeader = { 'x-forgepoint-internal-token': token };

describe('a host that listens for itself, as in a container', () => {
  let dir: string;
  let host: Program;
  let url: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    await cp(await exampleIssues(), join(dir, 'issues.wasm'));
    host = new Program('subgraph-host/bin.js', {
      cwd: dir,
      args: ['issues.wasm', '--port', '0', '--in-memory'],
      env: { FORGE_INTERNAL_TOKEN: token },
    });
    url = String((await host.log.waitFor('its URL', (line) => typeof line['url'] === 'string'))['url']);
  });
  after(async () => {
    await host[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  const scrape = (headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(url.replace('/graphql', '/metrics'), { headers });

  it('tells monitoring what its guest has done', async () => {
    await postGraphql(url, '{ getAllIssues { id } }', {}, tokenHeader);
    const response = await scrape(tokenHeader);
    assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
    const figures = new Exposition(await response.text());
    assert.equal(figures.value('forgepoint_guest_call_duration_seconds_count', { extension: 'issues' }), 1);
    assert.ok(figures.value('forgepoint_sql_statement_duration_seconds_count', { extension: 'issues' }) >= 1);
    assert.ok(
      figures.value('forgepoint_process_resident_memory_bytes', { process: 'host', extension: 'issues' }) >
        1e7,
    );
  });

  it('tells nobody who has not its token', async () => {
    assert.equal((await scrape({})).status, 401);
  });
});
