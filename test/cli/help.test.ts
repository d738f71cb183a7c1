import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { Workplace } from './support/forge.ts';

const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
const authors = ['build', 'dev', 'test', 'check', 'inspect', 'docs', 'start'];
const operators = ['status', 'list', 'reload', 'disable', 'enable', 'release', 'accept'];
const commands = [...authors, ...operators, 'report', 'supergraph', 'logs'];

describe('the command line', () => {
  const place = new Workplace();
  after(() => place[Symbol.dispose]());

  it('shows for every command what its page says', async () => {
    const main = await place.forge(['--help']);
    assert.equal(main.code, 0);
    assert.ok(page.includes(main.stdout.trim()), main.stdout);
    for (const command of commands) {
      const { code, stdout } = await place.forge([command, '--help']);
      assert.equal(code, 0);
      assert.ok(page.includes(`## forge ${command}\n\n\`\`\`text\n${stdout.trim()}\n\`\`\``), stdout);
    }
  });

  it('names the version of the host', async () => {
    const { code, stdout } = await place.forge(['--version']);
    assert.equal(code, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('ends with 2 at a mistyped command, and says which was meant', async () => {
    const { code, stdout, stderr } = await place.forge(['inspct', 'x.wasm']);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /unknown command 'inspct'[\s\S]*Did you mean inspect\?/);
  });

  it('ends with 2 at a mistyped option, and when something is missing', async () => {
    const mistyped = await place.forge(['check', 'x.wasm', '--agianst', '.']);
    assert.equal(mistyped.code, 2);
    assert.match(mistyped.stderr, /unknown option '--agianst'[\s\S]*Did you mean --against\?/);
    const missing = await place.forge(['inspect']);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /missing required argument 'file\.wasm'/);
  });

  it('ends with 2 when a file, a folder or a configuration cannot be used, with a code and a remedy', async () => {
    for (const [args, expected] of [
      [
        ['inspect', 'none.wasm'],
        /COMMAND_INVALID\n {2}The file ".*none\.wasm" cannot be looked at: no such file/,
      ],
      [
        ['build', '.'],
        /COMMAND_INVALID\n {2}There is no extension in ".*": it has no extension\.ts\.\n {2}→ /,
      ],
      [
        ['check', 'none.wasm', '--config', 'none.json'],
        /CONFIG_INVALID\n {2}The configuration file ".*none\.json"/,
      ],
    ] as const) {
      const { code, stderr } = await place.forge(args);
      assert.equal(code, 2);
      assert.match(stderr, expected);
    }
  });

  it('writes no colours where there is no terminal', async () => {
    const { stderr } = await place.forge(['inspect', 'none.wasm']);
    assert.equal(stderr.includes('\u001b'), false);
  });

  it('writes colours when it is told to', async () => {
    const forced = await place.forge(['inspect', 'none.wasm'], { FORCE_COLOR: '1' });
    assert.ok(forced.stderr.includes('\u001b[31mCOMMAND_INVALID\u001b'), forced.stderr);
  });
});
