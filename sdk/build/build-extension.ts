import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extensionNameOfFile } from '@forgepoint/common/extension-name.ts';
import { buildGuest } from '@forgepoint/cli/build/build-guest.ts';
import { formatProblems } from '@forgepoint/cli/terminal/problem.ts';
import { writeSchemaModule } from '../types/write-module.ts';

export interface ExtensionBuild {
  /** Folder of the extension, with its `schema.graphql`, `manifest.json` and `package.json`; `.` when left out. */
  readonly folder?: string;
  /** TypeScript module that exports `extensionApi`; `<folder>/extension.ts` when left out. */
  readonly entry?: string;
  /** The component; `<folder>/dist/<name of the folder>.wasm` when left out. */
  readonly outFile?: string;
  /** Remembers what the component was built from; `<folder>/.forge/<name>.json` when left out. */
  readonly recordFile?: string;
  /** A third smaller, but slower; `false` when left out. */
  readonly optSize?: boolean;
}

export interface BuiltExtension {
  /** `kept`: a file that was not built here stands at `file` and was left alone. */
  readonly kind: 'built' | 'unchanged' | 'kept';
  /** Absolute path of the component. */
  readonly file: string;
  /** Absolute path of the source map of the JavaScript in it. */
  readonly mapFile: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Builds the component of an extension: writes `schema.generated.ts`, bundles the TypeScript, makes a component of it and
 * puts the manifest in. What is made of the same sources is not built again.
 * @throws Error that says what is wrong where in the source, and what to write instead
 */
export async function buildExtension(build: ExtensionBuild = {}): Promise<BuiltExtension> {
  const folder = resolve(build.folder ?? (build.entry === undefined ? '.' : dirname(build.entry)));
  const file = resolve(build.outFile ?? join(folder, 'dist', `${basename(folder)}.wasm`));
  const name = extensionNameOfFile(basename(file));
  const mapFile = `${file}.map`;
  writeSchemaModule(folder);
  const result = await buildGuest({
    entry: resolve(build.entry ?? join(folder, 'extension.ts')),
    outFile: file,
    mapFile,
    recordFile: resolve(build.recordFile ?? join(folder, '.forge', `${name}.json`)),
    interfaceVersion: '0.3.0',
    witFolder: fileURLToPath(new URL('../wit', import.meta.url)),
    optSize: build.optSize ?? false,
  });
  if (result.kind === 'failed') {
    throw new Error(formatProblems(result.problems, { style: (_, text) => text }, 'note'));
  }
  return { kind: result.kind, file, mapFile, size: statSync(file).size };
}
