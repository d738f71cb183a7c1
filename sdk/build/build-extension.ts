import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { authorFolder } from '@forgepoint/cli/extension/author-folder.ts';
import { buildComponent, mapFileOf } from '@forgepoint/cli/extension/build-component.ts';
import { formatProblems } from '@forgepoint/cli/terminal/problem.ts';
import { plainTerminal } from '@forgepoint/cli/terminal/terminal.ts';

export interface ExtensionBuild {
  /** Folder of the extension, with its `schema.graphql`, `manifest.json` and `package.json`; `.` when left out. */
  readonly folder?: string;
  /** The component; `<folder>/dist/<name>.wasm` when left out. */
  readonly outFile?: string;
  /** Remembers what the component was built from; `<folder>/.forge/build/<name>.json` when left out. */
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
 * Builds the component of an extension, as `forge build` does, but without the check of its types: writes
 * `schema.generated.ts`, bundles the TypeScript, makes a component of it and puts the manifest in. What is made of the same
 * sources is not built again.
 * @throws Error that says what is wrong where in the source, and what to write instead
 */
export async function buildExtension(build: ExtensionBuild = {}): Promise<BuiltExtension> {
  const author = authorFolder(build.folder ?? '.', process.cwd());
  const file = resolve(build.outFile ?? author.outFile);
  const recordFile = build.recordFile === undefined ? author.recordFile : resolve(build.recordFile);
  const result = await buildComponent({ ...author, outFile: file, recordFile }, build.optSize ?? false);
  if (result.kind === 'failed') throw new Error(formatProblems(result.problems, plainTerminal, 'note'));
  return { kind: result.kind, file, mapFile: mapFileOf(file), size: statSync(file).size };
}
