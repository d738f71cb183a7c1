import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { exampleIssues, fixture } from '../support/guests.ts';
import { Gateway } from '../support/gateway.ts';

describe('extensions that cannot be served', () => {
  let dir: string;
  let gateway: Gateway;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    const folder = join(dir, 'extensions_dir');
    await mkdir(join(folder, 'a-folder.wasm'), { recursive: true });
    await writeFile(join(folder, 'text.wasm'), 'not wasm at all');
    await writeFile(join(folder, 'forgepoint_extension_issues.wasm'), '');
    await symlink(await exampleIssues(), join(folder, 'a-link.wasm'));
    gateway = await Gateway.start({
      dir,
      extensions: {
        issues: await exampleIssues(),
        'fails-in-init': await fixture('fails-in-init'),
        'loops-in-init': await fixture('loops-in-init'),
        'invalid-schema': await fixture('invalid-schema'),
        // The same component under another name claims the same types and fields.
        'z-copy': await exampleIssues(),
      },
    });
  });
  after(async () => {
    await gateway[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  const refusals: readonly (readonly [string, string, RegExp])[] = [
    ['a-folder', 'EXTENSION_FILE_UNREADABLE', /a-folder/],
    ['a-link', 'EXTENSION_FILE_UNREADABLE', /link/],
    ['text', 'EXTENSION_FILE_INVALID', /text/],
    [
      'forgepoint_extension_issues',
      'EXTENSION_NAME_INVALID',
      /mv "forgepoint_extension_issues\.wasm" "issues\.wasm"/,
    ],
    ['fails-in-init', 'EXTENSION_INIT_FAILED', /the key "apiUrl" is missing/],
    ['loops-in-init', 'EXTENSION_FUEL_EXHAUSTED', /in init: It used up its 10000000000 units.*fuelForStart/],
    ['invalid-schema', 'EXTENSION_SCHEMA_INVALID', /line 2/],
    ['z-copy', 'SCHEMA_CONFLICT', /issues/],
  ];

  for (const [extension, code, sentence] of refusals) {
    it(`refuse ${extension} with ${code}, once, in the log`, async () => {
      await gateway.program.log.waitFor(
        code,
        (line) => line['code'] === code && line['extension'] === extension,
      );
      const lines = gateway.program.log.lines.filter(
        (line) => line['code'] === code && line['extension'] === extension && line['level'] === 'error',
      );
      assert.equal(lines.length, 1, JSON.stringify(lines));
      assert.match(JSON.stringify(lines[0]).replaceAll('\\"', '"'), sentence);
    });
  }

  it('do not keep the good one from serving', async () => {
    assert.deepEqual(await gateway.data('{ getAllIssues { id } }'), { getAllIssues: [] });
  });

  it('count as settled: the gateway is ready and shows why they are not', async () => {
    const response = await fetch(`${new URL(gateway.url).origin}/readyz`);
    assert.equal(response.status, 200);
    const { subgraphs } = (await response.json()) as {
      subgraphs: { name: string; state: string; code?: string }[];
    };
    assert.equal(subgraphs.find(({ name }) => name === 'fails-in-init')?.code, 'EXTENSION_INIT_FAILED');
  });
});
