import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildGuest } from '@forgepoint/cli/build/build-guest.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface ExampleFolders {
  /** Holds one folder for each example; those with an `extension.ts` are built. */
  readonly examplesDir: string;
  /** Gets `<example>.wasm`. */
  readonly extensionsDir: string;
  /** Gets the records of what was built. */
  readonly recordsDir: string;
}

const projectFolders: ExampleFolders = {
  examplesDir: join(root, 'examples'),
  extensionsDir: join(root, 'extensions_dir'),
  recordsDir: join(root, '.forge', 'build'),
};

/**
 * Builds the examples whose component is missing or was made of other sources. A component of the same name
 * that comes from elsewhere is left as it is.
 * @returns one line for each example with something to say
 */
export async function* buildExamples(
  folders: ExampleFolders = projectFolders,
): AsyncGenerator<string, void, undefined> {
  for (const name of examplesIn(folders.examplesDir)) {
    const started = performance.now();
    const outFile = join(folders.extensionsDir, `${name}.wasm`);
    const result = await buildGuest({
      entry: join(folders.examplesDir, name, 'extension.ts'),
      outFile,
      recordFile: join(folders.recordsDir, `${name}.json`),
    });
    if (result.kind === 'failed') {
      const what = result.problems.map(
        ({ place, message }) => `${place?.file ?? name}:${place?.line ?? 1}: ${message}`,
      );
      throw new Error(`The example ${name} cannot be built. ${what.join(' ')}`);
    }
    if (result.kind === 'built') {
      yield `built ${name}.wasm in ${Math.round(performance.now() - started)} ms`;
    } else if (result.kind === 'kept') {
      yield `kept ${outFile}, which was not built here; delete it to have ${join(folders.examplesDir, name)} built`;
    }
  }
}

/** Answers the same fields as another example, so only one of them can be in a graph. */
const alternatives: ReadonlySet<string> = new Set(['issues-sdk']);

function examplesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => !alternatives.has(name) && existsSync(join(folder, name, 'extension.ts')))
    .toSorted();
}
