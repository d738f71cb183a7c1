import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { it } from 'node:test';
import { strangersEnvironment } from '../cli/support/forge.ts';
import { logs, messages, remove } from '../hot-reload/support/extension-files.ts';
import { Versions } from '../hot-reload/support/versions.ts';
import { Gateway } from '../support/gateway.ts';
import { Operator } from './support/operator.ts';

const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');

/** Runs commands of the page as they stand there; only npx is taken to find what is installed. */
async function run(dir: string, block: string, typed = ''): Promise<string> {
  const shell = spawn('bash', ['-euc', `npx() { "$@"; }\n${block}`], {
    cwd: dir,
    env: strangersEnvironment(dir),
  });
  shell.stdin.end(typed);
  const [stdout, stderr, [code]] = await Promise.all([
    text(shell.stdout),
    text(shell.stderr),
    once(shell, 'exit') as Promise<[number]>,
  ]);
  assert.equal(code, 0, `${block}\n${stdout}${stderr}`);
  return stdout;
}

it('what docs/operations.md tells to type does what it says', async () => {
  const versions = await Versions.build();
  await using gateway = await Gateway.start();
  const { dir } = gateway;
  writeFileSync(join(dir, 'issues-1.wasm'), versions.component(1));
  writeFileSync(join(dir, 'issues-2.wasm'), versions.component(2));
  await logs(gateway, messages.composed, () => run(dir, 'cp issues-1.wasm extensions_dir/issues.wasm'));
  const { url } = await Operator.of(gateway);
  const add = (note: string) =>
    gateway.data('mutation Add($text: String!) { addNote(text: $text) }', { text: note });
  const notes = async () => {
    const data = await gateway.data<{ version: string; notes: { text: string }[] }>(
      '{ version notes { text } }',
    );
    return [data.version, ...data.notes.map((note) => note.text)];
  };

  assert.equal(blocks.length, 6, 'each is run below');
  const [status = '', backup = '', restore = '', upgrade = '', back = '', purge = ''] = blocks;
  assert.match(await run(dir, status.replaceAll('http://127.0.0.1:8001', url)), /"ready":true/);

  await add('first');
  await run(dir, backup);
  assert.deepEqual(readdirSync(join(dir, 'backups/monday')).toSorted(), [
    'claims.json',
    'forge.db',
    'issues.db',
    'manifest.json',
  ]);
  await add('second');
  await run(dir, restore);
  assert.deepEqual(await notes(), ['0001', 'migrated by v_0001', 'first']);

  await logs(gateway, messages.replaced, () => run(dir, upgrade));
  await add('of the second version');
  await run(dir, back);
  assert.deepEqual(await notes(), ['0001', 'migrated by v_0001', 'first']);

  await remove(gateway, 'issues');
  assert.ok(existsSync(join(dir, 'extensions_dir/issues/issues.db')));
  await run(dir, purge, 'issues\n');
  assert.equal(existsSync(join(dir, 'extensions_dir/issues')), false);
});
