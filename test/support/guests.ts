import { join, resolve } from 'node:path';
import { buildGuest } from '@forgepoint/cli/build/build-guest.ts';
import type { InterfaceVersion } from '@forgepoint/cli/build/toolchain.ts';
import { projectRoot } from './program.ts';

const outputs = join(projectRoot, '.forge/test-guests');

/**
 * The example extension, built; or, with `FORGE_TEST_ISSUES`, another of the same schema.
 * @returns the path of its component
 */
export async function exampleIssues(): Promise<string> {
  const { FORGE_TEST_ISSUES: other } = process.env;
  if (other !== undefined) return resolve(projectRoot, other);
  return built('issues', join(projectRoot, 'examples/issues/extension.ts'));
}

/** A fixture of `test/fixtures`, built. @returns the path of its component */
export async function fixture(name: string, interfaceVersion: InterfaceVersion = '0.2.0'): Promise<string> {
  return built(name, join(projectRoot, 'test/fixtures', name, 'extension.ts'), interfaceVersion);
}

async function built(
  name: string,
  entry: string,
  interfaceVersion: InterfaceVersion = '0.2.0',
): Promise<string> {
  const outFile = join(outputs, `${name}.wasm`);
  const result = await buildGuest({
    entry,
    outFile,
    recordFile: join(outputs, `${name}.json`),
    interfaceVersion,
  });
  if (result.kind === 'failed') throw new Error(`${name}: ${JSON.stringify(result.problems)}`);
  return outFile;
}
