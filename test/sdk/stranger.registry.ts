import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { execa } from 'execa';
import { parse } from 'yaml';
import { findRustToolchain } from '@forgepoint/cli/build/rust-toolchain.ts';
import { makePackage } from '../../sdk/package/make-package.ts';
import { strangerEnvironment } from '../support/stranger-environment.ts';

interface Workflow {
  readonly on: readonly string[];
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

const tarball = 'forgepoint-sdk-0.1.0.tgz';

describe('the packed SDK, used by a stranger', () => {
  const root = mkdtempSync(join(tmpdir(), 'forgepoint-stranger-'));
  const environment = strangerEnvironment();
  const run = async (command: string, cwd: string): Promise<string> =>
    (
      await execa('bash', ['-ec', command], {
        cwd,
        // Theirs is a Node that is new enough, and nothing of this project.
        env: { ...environment, PATH: `${dirname(process.execPath)}:${environment['PATH']}` },
        extendEnv: false,
        all: true,
      })
    ).all;
  const forgeNew = (name: string, options = ''): Promise<string> =>
    run(`npm exec --yes --package ./${tarball} -- forge new ${name} --sdk ${tarball} ${options}`, root);

  before(async () => {
    await makePackage(join(root, 'package'));
    await run('npm pack --silent ./package', root);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it('holds no TypeScript but declarations and templates, and names no file that it lacks', () => {
    const files = readdirSync(join(root, 'package'), { recursive: true, encoding: 'utf8' });
    const sources = files.filter((file) => /(?<!\.d)\.ts$/.test(file) && !file.startsWith('sdk/templates/'));
    assert.deepEqual(sources, []);
    const { exports, bin } = JSON.parse(readFileSync(join(root, 'package/package.json'), 'utf8')) as {
      exports: Record<string, Record<string, string>>;
      bin: Record<string, string>;
    };
    for (const file of [...Object.values(exports).flatMap(Object.values), ...Object.values(bin)]) {
      assert.ok(existsSync(join(root, 'package', file)), file);
    }
  });

  for (const { template, name, skip } of [
    { template: 'typescript', name: 'tags', skip: false },
    {
      template: 'rust',
      name: 'marks',
      skip: findRustToolchain(root, process.env) === undefined && 'no Rust for WebAssembly here',
    },
  ]) {
    describe(`an extension that is begun in ${template}`, { skip }, () => {
      const folder = join(root, name);

      it('is begun with all that it needs, and says what comes next', async () => {
        const said = await forgeNew(name, `--template ${template}`);
        assert.match(said, new RegExp(`${name} is begun\\. Next:\\n {2}cd ${name}\\n {2}npx forge test`));
      });

      it('passes every step of its own workflow, which runs on every push', async () => {
        const { on, jobs } = parse(
          readFileSync(join(folder, '.github/workflows/extension.yml'), 'utf8'),
        ) as Workflow;
        assert.ok(on.includes('push'));
        const steps = jobs['extension']?.steps ?? [];
        const commands = steps.flatMap(({ run: command }) => command ?? []);
        assert.deepEqual(
          commands.filter((command) => !command.startsWith('rustup ')),
          ['npm ci', 'npx forge build', 'npx forge test', 'npx forge check', 'npm pack'],
        );
        for (const command of commands) {
          // Where the target is there, or Debian's compiler is, there is nothing to be added.
          if (!command.startsWith('rustup ')) await run(command, folder);
        }
        const kept = steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'))?.with?.['path'];
        assert.equal(kept, 'dist/*.wasm\n*.tgz\n');
        assert.ok(existsSync(join(folder, `dist/${name}.wasm`)));
        const packed = await run(`tar -tzf ${name}-0.1.0.tgz`, folder);
        assert.ok(packed.split('\n').includes(`package/dist/${name}.wasm`), packed);
      });

      it('is shown by the commands that look at it', async () => {
        const inspected = await run(`npx forge inspect dist/${name}.wasm`, folder);
        assert.match(inspected, /^interface +forge:extension@0\.3\.0$/m);
        assert.match(await run('npx forge docs .', folder), /addLabel/);
      });

      it('does not pass when it is broken', async () => {
        const schema = join(folder, template === 'rust' ? 'src/schema.graphql' : 'schema.graphql');
        writeFileSync(schema, readFileSync(schema, 'utf8').replace('labels: [Label!]!', 'slug: [Label!]!'));
        await assert.rejects(run('npx forge check --no-types', folder));
      });
    });
  }

  it('says that a gateway is not part of it', async () => {
    await assert.rejects(
      run('npx forge start', join(root, 'tags')),
      /came with the SDK, which has no gateway/,
    );
  });
});
