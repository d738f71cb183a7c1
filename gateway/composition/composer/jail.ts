import { fileURLToPath } from 'node:url';
import { dependencyFolder } from '@forgepoint/common/process/dependency-folder.ts';
import { fileFlags } from '@forgepoint/common/process/node-permissions.ts';

const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Flags under which Node lets the process that composes read its code and start its thread, and nothing else: no
 * other file, no network, no process.
 * @param heapMebibytes of each of its threads; the flag counts more than what a thread is given when it starts
 * @see https://nodejs.org/api/permissions.html
 */
export function composerFlags(heapMebibytes: number): readonly string[] {
  const own = ['gateway', 'common', 'package.json'].map((name) => `${projectRoot}${name}`);
  const code = [...own, dependencyFolder(projectRoot)];
  return [
    '--permission',
    '--allow-worker',
    ...fileFlags({ read: code, write: [] }),
    '--no-experimental-sqlite',
    '--disable-warning=SecurityWarning',
    `--max-old-space-size=${heapMebibytes}`,
  ];
}

/** Its working directory, all of which Node lets its thread read: code. */
export const composerFolder: string = fileURLToPath(new URL('.', import.meta.url));

/** All that the process has in its environment. */
export const composerEnvironment: Readonly<Record<string, string>> = {
  NODE_ENV: 'production',
  APOLLO_TELEMETRY_DISABLED: 'true',
};
