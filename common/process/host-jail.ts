import { fileURLToPath } from 'node:url';
import { dependencyFolder } from './dependency-folder.ts';
import { fileFlags } from './node-permissions.ts';

const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** Heap of a host's main thread, MiB; the guest's thread and its memory have limits of their own. */
const maxHeapMebibytes = 128;

const wasmPagesPerMebibyte = 16;

export interface Jail {
  /** Folders and files that may be read beside the code of the program. */
  readonly read: readonly string[];
  /** Folders that may be written, and read. */
  readonly write: readonly string[];
  /** The program starts a worker thread. */
  readonly worker: boolean;
  /** What any single memory of WebAssembly may grow to, in a program that runs a guest; MiB. */
  readonly memoryMb?: number;
  /** The program's folder in the project. */
  readonly program: 'subgraph-host' | 'core-subgraph' | 'gateway';
}

/**
 * Flags under which Node denies the network, processes and every file that isn't named.
 * Native code isn't bound by them: what SQLite opens is the statement gate's concern.
 * @see https://nodejs.org/api/permissions.html
 */
export function jailFlags({ read, write, worker, memoryMb, program }: Jail): readonly string[] {
  const own = [program, 'common', 'package.json'].map((name) => `${projectRoot}${name}`);
  const code = [...own, dependencyFolder(projectRoot)];
  return [
    '--permission',
    '--allow-addons',
    ...(worker ? ['--allow-worker'] : []),
    ...fileFlags({ read: [...code, ...read], write }),
    '--no-experimental-sqlite',
    '--no-experimental-ffi',
    ...(memoryMb === undefined ? [] : ['--expose-gc']),
    '--disable-warning=SecurityWarning',
    ...(memoryMb === undefined ? [] : [`--wasm-max-mem-pages=${memoryMb * wasmPagesPerMebibyte}`]),
    '--max-semi-space-size=2',
    `--max-old-space-size=${maxHeapMebibytes}`,
  ];
}

/**
 * All that a jailed process has in its environment. By the last three, glibc gives memory back: an arena for each thread
 * keeps what an ended thread has freed, and without a fixed threshold large blocks are kept after the first of their size.
 * @see https://man7.org/linux/man-pages/man3/mallopt.3.html
 */
export const jailEnvironment: Readonly<Record<string, string>> = {
  NODE_ENV: 'production',
  APOLLO_TELEMETRY_DISABLED: 'true',
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};
