import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../support/program.ts';
import { buildExamples, type ExampleFolders } from '../../examples/build/examples.ts';

const script = new URL('../../examples/build/examples.ts', import.meta.url).href;
const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));

describe('building the examples', () => {
  let root: string;
  let folders: ExampleFolders;
  let component: string;
  let source: string;

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'forgepoint-build-'));
    folders = {
      examplesDir: join(root, 'examples'),
      extensionsDir: join(root, 'extensions_dir'),
      recordsDir: join(root, 'records'),
    };
    cpSync(join(fixtures, 'fails-in-init'), join(folders.examplesDir, 'sample'), { recursive: true });
    source = join(folders.examplesDir, 'sample', 'extension.ts');
    component = join(folders.extensionsDir, 'sample.wasm');
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  const build = (): Promise<string[]> => Array.fromAsync(buildExamples(folders));
  /** Without the permission to load addons, which the bundler and the componentizer are. */
  const buildWithoutTools = (): string =>
    execFileSync(
      process.execPath,
      [
        '--permission',
        '--allow-fs-read=*',
        '--allow-fs-write=*',
        '--input-type=module',
        '--eval',
        `import { buildExamples } from ${JSON.stringify(script)};
        for await (const line of buildExamples(${JSON.stringify(folders)})) console.log(line);`,
      ],
      { encoding: 'utf8', stdio: 'pipe' },
    );

  it('builds one that is missing, and says so', async () => {
    assert.match((await build()).join('\n'), /^built sample\.wasm in [0-9]+ ms$/);
    assert.deepEqual([...readFileSync(component).subarray(0, 8)], [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]);
  });

  it('says and does nothing while nothing has changed, and loads no tool for it', () => {
    const { mtimeMs } = statSync(component);
    assert.equal(buildWithoutTools(), '');
    assert.equal(statSync(component).mtimeMs, mtimeMs);
  });

  it('builds again what was made of other sources', async () => {
    const old = readFileSync(component);
    writeFileSync(source, readFileSync(source, 'utf8').replace('1.0.0', '2.0.0'));
    assert.throws(buildWithoutTools, /Cannot find native binding|loading addons is disabled/);
    assert.deepEqual(readFileSync(component), old);
    assert.equal((await build()).length, 1);
    assert.notDeepEqual(readFileSync(component), old);
  });

  it('builds again what was deleted, and what lost its record', async () => {
    rmSync(component);
    rmSync(folders.recordsDir, { recursive: true });
    assert.equal((await build()).length, 1);
    assert.equal(buildWithoutTools(), '');
  });

  it('installs one example of each schema: no two of the project can claim the same names', async () => {
    const extensionsDir = join(root, 'installed');
    const examplesDir = join(projectRoot, 'examples');
    await Array.fromAsync(buildExamples({ ...folders, examplesDir, extensionsDir }));
    assert.deepEqual(readdirSync(extensionsDir), ['issues.wasm']);
  });

  it("leaves alone a component that isn't its own, and says how to change that", async () => {
    writeFileSync(component, 'from elsewhere');
    assert.match((await build()).join('\n'), /^kept .*sample\.wasm, which was not built here; delete it/);
    assert.equal(readFileSync(component, 'utf8'), 'from elsewhere');
  });
});
