import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { execa } from 'execa';
import { makePackage } from '../../sdk/package/make-package.ts';
import { strangerEnvironment } from '../support/stranger-environment.ts';

describe('the packed SDK, installed by a stranger', () => {
  const root = mkdtempSync(join(tmpdir(), 'forgepoint-stranger-'));
  const folder = join(root, 'labels');
  const run = async (command: string, cwd = folder): Promise<string> =>
    (
      await execa('bash', ['-ec', command], {
        cwd,
        env: strangerEnvironment(),
        extendEnv: false,
        all: true,
      })
    ).all;

  before(async () => {
    await makePackage(join(root, 'package'));
    await run('npm pack --silent ./package', root);
    cpSync(join(root, 'package/template'), folder, { recursive: true });
    await run('npm install --silent --no-audit --no-fund ../forgepoint-sdk-0.1.0.tgz');
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it('holds no TypeScript but declarations and the template, and names no file that it lacks', () => {
    const files = readdirSync(join(root, 'package'), { recursive: true, encoding: 'utf8' });
    const sources = files.filter((file) => /(?<!\.d)\.ts$/.test(file) && !file.startsWith('template/'));
    assert.deepEqual(sources, []);
    const { exports } = JSON.parse(readFileSync(join(root, 'package/package.json'), 'utf8')) as {
      exports: Record<string, Record<string, string>>;
    };
    for (const file of Object.values(exports).flatMap(Object.values)) {
      assert.ok(existsSync(join(root, 'package', file)), file);
    }
  });

  it('carries out every step of the workflow in the template', async () => {
    const workflow = readFileSync(join(folder, '.github/workflows/extension.yml'), 'utf8');
    const steps = [...workflow.matchAll(/^ {6}- run: (.*)$/gm)].map(([, command = '']) => command);
    assert.deepEqual(steps, ['npm ci', 'npm run build', 'npm run check', 'npm test']);
    // What npm ci would do has been done.
    for (const step of steps.slice(1)) await run(step);
    assert.deepEqual(
      readdirSync(join(folder, 'dist')).filter((file) => file.endsWith('.wasm')),
      ['labels.wasm'],
    );
  });
});
