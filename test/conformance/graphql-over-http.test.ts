import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { serverAudits } from 'graphql-http';
import { exampleIssues } from '../support/guests.ts';
import { Gateway } from '../support/gateway.ts';
import { Program } from '../support/program.ts';

/**
 * Recommendations that Apollo Server, which answers on both addresses, does not follow, by the id of the audit;
 * the specification permits all of them.
 */
const notFollowed: Readonly<Record<string, string>> = {
  // A GET without a content type or a special header could come from a form on any web page: refused (CSRF).
  '5A70': 'MAY accept application/x-www-form-urlencoded formatted GET requests',
  D6D5: 'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
  '6A70': 'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json',
  // A request that is refused has the status 400, also for clients that accept only application/json.
  '572B': 'SHOULD use 200 status code on document parsing failure when accepting application/json',
  FDE2: 'SHOULD use 200 status code on document validation failure when accepting application/json',
  '7B9B': 'SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
};

const audits = 61;

/** Runs every audit; those that don't pass are exactly the ones that are known. */
async function assertAudits(url: string): Promise<void> {
  const results = await Promise.all(serverAudits({ url, fetchFn: fetch }).map((audit) => audit.fn()));
  const failed = results.filter(({ status }) => status !== 'ok');
  assert.deepEqual(
    failed.filter(({ status }) => status === 'error'),
    [],
  );
  assert.deepEqual(Object.fromEntries(failed.map(({ id, name }) => [id, name])), notFollowed);
  assert.equal(results.length, audits);
}

describe('GraphQL over HTTP, by the audits of graphql-http', () => {
  describe('the gateway', () => {
    let gateway: Gateway;
    before(async () => {
      gateway = await Gateway.start({ extensions: { issues: await exampleIssues() } });
    });
    after(() => gateway[Symbol.asyncDispose]());

    it('follows every requirement, and every recommendation but six', async () => {
      await assertAudits(gateway.url);
    });
  });

  describe('a subgraph host on its own', () => {
    let dir: string;
    let host: Program;
    before(async () => {
      dir = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
      await cp(await exampleIssues(), join(dir, 'issues.wasm'));
      host = new Program('subgraph-host/bin.js', {
        cwd: dir,
        args: ['issues.wasm', '--port', '0', '--in-memory'],
      });
    });
    after(async () => {
      await host[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    });

    it('follows every requirement, and every recommendation but six', async () => {
      const line = await host.log.waitFor('its URL', ({ url }) => typeof url === 'string');
      await assertAudits(String(line['url']));
    });
  });
});
