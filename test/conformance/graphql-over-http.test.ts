import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { serverAudits } from 'graphql-http';
import { exampleIssues } from '../support/guests.ts';
import { Gateway } from '../support/gateway.ts';
import { Program } from '../support/program.ts';

/** Of 61: what Apollo Server itself reaches; the audits that must hold are among them. */
const leastPassed = 55;

async function audit(url: string): Promise<{ passed: number; errors: string[]; warnings: string[] }> {
  const results = await Promise.all(serverAudits({ url, fetchFn: fetch }).map((one) => one.fn()));
  const named = (status: string): string[] =>
    results.filter((result) => result.status === status).map(({ name }) => name);
  return {
    passed: named('ok').length,
    errors: named('error'),
    warnings: [...named('warn'), ...named('notice')],
  };
}

describe('GraphQL over HTTP, by the audits of graphql-http', () => {
  describe('the gateway', () => {
    let gateway: Gateway;
    before(async () => {
      gateway = await Gateway.start({ extensions: { issues: await exampleIssues() } });
    });
    after(() => gateway[Symbol.asyncDispose]());

    it(`passes at least ${leastPassed} and fails none that must hold`, async () => {
      const { passed, errors, warnings } = await audit(gateway.url);
      assert.deepEqual(errors, []);
      assert.ok(passed >= leastPassed, `${passed} passed; not: ${warnings.join(', ')}`);
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

    it(`passes at least ${leastPassed} and fails none that must hold`, async () => {
      const line = await host.log.waitFor('its URL', ({ url }) => typeof url === 'string');
      const { passed, errors, warnings } = await audit(String(line['url']));
      assert.deepEqual(errors, []);
      assert.ok(passed >= leastPassed, `${passed} passed; not: ${warnings.join(', ')}`);
    });
  });
});
