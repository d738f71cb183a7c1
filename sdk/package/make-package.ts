import { execFile } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';

const project = fileURLToPath(new URL('../..', import.meta.url));
const sdk = join(project, 'sdk');
/** What is published, the programs and threads that it starts, and the guest that `forge dev` builds. */
const entries = [
  'sdk/guest/index.ts',
  'sdk/build/index.ts',
  'sdk/testing/index.ts',
  'cli/bin.js',
  'cli/dev/live-guest/0.2.0/extension.ts',
  'cli/dev/live-guest/0.3.0/extension.ts',
  'subgraph-host/admission/main.ts',
  'subgraph-host/describe/main.ts',
  'subgraph-host/dev/main.ts',
  'subgraph-host/component/worker/main.ts',
  'gateway/composition/composer/main.ts',
  'gateway/composition/composer/worker.ts',
];
/** What is not code: interfaces to build against, and what extensions begin with. */
const copied = [
  'wit',
  'sdk/wit',
  'sdk/templates',
  'cli/dev/live-guest/0.2.0/wit',
  'cli/dev/live-guest/0.3.0/wit',
];
/** Workspaces whose code goes into the package. */
const bundled = ['sdk', 'cli', 'subgraph-host', 'core-subgraph', 'gateway', 'common'];

/**
 * Makes the package that is published: JavaScript and declarations, since Node strips no types in node_modules, with the
 * command line and the code of the host that it and tests of extensions run. Folders and files stand in it as they do in the project.
 * @param folder absolute path; what is there is replaced
 */
export async function makePackage(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  await emitJavaScript(folder);
  await emitDeclarations(folder);
  for (const part of copied) {
    cpSync(join(project, part), join(folder, part), { recursive: true, dereference: true });
  }
  cpSync(join(sdk, 'README.md'), join(folder, 'README.md'));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(folder), null, 2)}\n`);
}

async function emitJavaScript(folder: string): Promise<void> {
  await using build = await rolldown({
    input: Object.fromEntries(entries.map((entry) => [entry.replace(/\.[jt]s$/, ''), join(project, entry)])),
    platform: 'node',
    tsconfig: false,
    // Of the project's own packages the code, of others the name.
    external: (id) => isPackage(id) && !id.startsWith('@forgepoint/'),
    plugins: [{ name: 'url-of-javascript', transform: (code) => code.replaceAll(urlOfModule, '$1.js$2') }],
    logLevel: 'warn',
  });
  await build.write({
    dir: folder,
    format: 'esm',
    preserveModules: true,
    preserveModulesRoot: project,
    entryFileNames: '[name].js',
  });
}

/** Where one program starts another: `new URL('./main.ts', import.meta.url)` or `projectFile('cli/main.ts')`. */
const urlOfModule = /((?:new URL|project(?:Url|File))\('[^']+)(?<!\.d)\.ts('(?:,\s*import\.meta\.url)?\))/g;

function isPackage(id: string): boolean {
  return !id.startsWith('.') && !isAbsolute(id);
}

/** Only of the SDK: what it exports says nothing of the host's types. */
async function emitDeclarations(folder: string): Promise<void> {
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin/tsc',
  );
  const emitted = join(folder, '.declarations');
  await promisify(execFile)(process.execPath, [
    compiler,
    '-p',
    join(sdk, 'package/tsconfig.json'),
    '--outDir',
    emitted,
  ]);
  for (const part of ['guest', 'build', 'testing', 'types']) {
    mkdirSync(join(folder, 'sdk', part), { recursive: true });
    cpSync(join(emitted, 'sdk', part), join(folder, 'sdk', part), {
      recursive: true,
      filter: (file) => !file.endsWith('.d.ts') || !readFileSync(file, 'utf8').includes('/subgraph-host/'),
    });
  }
  rmSync(emitted, { recursive: true });
}

function manifest(folder: string): object {
  const { private: _private, exports, dependencies: own, ...rest } = packageJson('sdk');
  return {
    ...rest,
    bin: { forge: 'cli/bin.js' },
    exports: Object.fromEntries(
      Object.entries(exports).map(([name, file]) => {
        const path = `./sdk/${file.replace(/^\.\//, '').replace(/\.ts$/, '')}`;
        return [name, { types: `${path}.d.ts`, default: `${path}.js` }];
      }),
    ),
    engines: packageJson('.').engines,
    dependencies: dependencies(own, emittedText(folder)),
  };
}

interface PackageJson {
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, string>>;
  readonly engines?: object;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** What the SDK depends on itself, and those dependencies of the other workspaces whose names are in the code. */
function dependencies(own: PackageJson['dependencies'], code: string): object {
  const all = bundled.flatMap((workspace) => Object.entries(packageJson(workspace).dependencies));
  const used = all.filter(
    ([name]) =>
      !name.startsWith('@forgepoint/') &&
      (Object.hasOwn(own, name) || new RegExp(`["']${name}["'/]`).test(code)),
  );
  return Object.fromEntries(used.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function emittedText(folder: string): string {
  const files = globSync('**/*.js', { cwd: folder });
  return files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
}

function packageJson(workspace: string): PackageJson {
  return JSON.parse(readFileSync(join(project, workspace, 'package.json'), 'utf8')) as PackageJson;
}
