import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildExtension } from '../../sdk/build/index.ts';
import { exampleIssues } from '../../test/support/guests.ts';
import type { PeerOptions } from '../gateway/peer.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const project = fileURLToPath(new URL('../../', import.meta.url));
const rustComponent = join(project, '.forge/rust/issues.wasm');

export const monolithName = 'monolith';
export const federationName = 'stock federation';

/**
 * All that answer the same questions from data of their own.
 * @param folder gets a folder for each
 */
export async function contestants(folder: string): Promise<readonly PeerOptions[]> {
  const cwdOf = (name: string): string => {
    const cwd = join(folder, name.replaceAll(/\W/g, '-'));
    mkdirSync(join(cwd, 'extensions_dir'), { recursive: true });
    return cwd;
  };
  const plain = (name: string, program: string): PeerOptions => {
    const cwd = cwdOf(name);
    return { name, cwd, args: [join(here, 'peers', program), cwd] };
  };
  const forge = (name: string, component: string): PeerOptions => {
    const cwd = cwdOf(name);
    cpSync(component, join(cwd, 'extensions_dir/issues.wasm'));
    const env = { FORGE_PORT: '0', FORGE_CACHE_DIR: join(project, '.forge/test-cache'), HOME: cwd };
    return { name, cwd, args: [join(project, 'gateway/bin.js')], env };
  };
  return [
    plain(monolithName, 'monolith.ts'),
    plain(federationName, 'federation.ts'),
    forge('Forgepoint, TypeScript of 0.3.0', await issuesOfSdk(folder)),
    forge('Forgepoint, TypeScript of 0.2.0', await exampleIssues()),
    ...(existsSync(rustComponent) ? [forge('Forgepoint, Rust of 0.2.0', rustComponent)] : []),
  ];
}

async function issuesOfSdk(folder: string): Promise<string> {
  const outFile = join(folder, 'issues-sdk.wasm');
  await buildExtension({
    folder: join(project, 'examples/issues-sdk'),
    outFile,
    recordFile: `${outFile}.json`,
  });
  return outFile;
}
