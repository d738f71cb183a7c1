import { join } from 'node:path';
import { projectRoot } from '../support/program.ts';
import { buildExtension } from '../../sdk/build/index.ts';
import { loadExtension, type LoadOptions, type TestExtension } from '../../sdk/testing/index.ts';

const outputs = join(projectRoot, '.forge/test-guests');

/** An extension of the project that is written with the SDK, built. @returns the path of its component */
export async function built(folder: string, name: string): Promise<string> {
  const outFile = join(outputs, `${name}.wasm`);
  await buildExtension({ folder: join(projectRoot, folder), outFile, recordFile: `${outFile}.json` });
  return outFile;
}

/** An extension of the project that is written with the SDK, loaded. */
export async function loaded(
  folder: string,
  name: string,
  options: LoadOptions = {},
): Promise<TestExtension> {
  return loadExtension(await built(folder, name), {
    cacheDir: join(projectRoot, '.forge/test-sdk'),
    ...options,
  });
}
