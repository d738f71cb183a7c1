import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { postGraphql } from '../support/graphql-client.ts';
import { fixture } from '../support/guests.ts';
import { Program } from '../support/program.ts';

describe('a subgraph host on its own', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
  });
  after(() => rm(dir, { recursive: true, force: true }));

  const host = (...args: readonly string[]): Program =>
    new Program('subgraph-host/bin.js', {
      cwd: dir,
      args: [...args, '--port', '0', '--in-memory', '--no-watch'],
    });

  /** The code and the words with which it ended. */
  const refusal = async (program: Program): Promise<string> => {
    const { code, reason } = await program.log.waitFor(
      'a refusal',
      (line) => typeof line['reason'] === 'string',
    );
    assert.equal((await program.exited).code, 1);
    return `${String(code)}: ${String(reason)}`;
  };

  it('checks the file that --config names, and shows what the extension may do', async () => {
    const config = join(dir, 'config.json');
    await writeFile(config, '{ "address": "https://a", "retries": 1 }');
    await using program = host(await fixture('configurable'), '--config', config);
    const url = String(
      (await program.log.waitFor('its URL', ({ url: text }) => typeof text === 'string'))['url'],
    );
    assert.deepEqual((await postGraphql(url, '{ configuration }')).data, {
      configuration: '{"address":"https://a","retries":1}',
    });
    const line = await program.log.waitFor('the revision', ({ revision }) => typeof revision === 'string');
    assert.deepEqual(line['permissions'], ['database', 'log', 'clock', 'random']);
  });

  it('names that file when it is not what the schema asks for', async () => {
    const config = join(dir, 'wrong.json');
    await writeFile(config, '{ "address": 1 }');
    await using program = host(await fixture('configurable'), '--config', config);
    assert.match(
      await refusal(program),
      /^EXTENSION_CONFIG_INVALID: .*"\/address".*Correct the file ".*wrong\.json"/,
    );
  });

  it('denies what --deny names', async () => {
    await using program = host(await fixture('labels'), '--deny', 'database');
    assert.match(await refusal(program), /^EXTENSION_PERMISSION_REFUSED: .*leave out --deny database/);
  });

  it('refuses to deny what nobody knows', async () => {
    await using program = host(await fixture('labels'), '--deny', 'files');
    assert.match(await refusal(program), /^CONFIG_INVALID: --deny is "files"\. Give one of database, log/);
  });
});
