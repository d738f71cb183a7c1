import { findPackageJSON } from 'node:module';
import { dirname, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fileFlags } from '../process/node-permissions.ts';

export interface Jail {
  /** Absolute path of `subgraph-host/admission/main.ts`. */
  readonly program: string;
  /** Absolute paths that may be read beside the code. */
  readonly read: readonly string[];
  /** Absolute paths that may be read and written. */
  readonly write: readonly string[];
}

/** V8's heap for JavaScript, MiB. */
const maxHeapMebibytes = 768;
/** What each of the transpiler's own memories may grow to, in pages of 64 KiB: 1 GiB. */
const maxWasmPages = 16_384;

/**
 * Flags under which Node gives the process its code, one file and one folder, and no network. The worker that a
 * dependency starts while it is loaded needs a permission that the program drops before it begins.
 * @see https://nodejs.org/api/permissions.html
 */
export function jailFlags({ program, read, write }: Jail): readonly string[] {
  return [
    '--permission',
    '--allow-worker',
    '--disable-warning=PERM0006',
    ...fileFlags({ read: [...codeFolders(program), ...read], write }),
    '--no-experimental-sqlite',
    `--max-old-space-size=${maxHeapMebibytes}`,
    `--wasm-max-mem-pages=${maxWasmPages}`,
  ];
}

/** The program's own package, this one, and the folder that their dependencies are installed in. */
function codeFolders(program: string): readonly string[] {
  const url = pathToFileURL(program).href;
  const packages = [
    findPackageJSON('..', url),
    findPackageJSON('..', import.meta.url),
    findPackageJSON('@bytecodealliance/jco-transpile', url),
    findPackageJSON('@bytecodealliance/jco', url),
  ];
  return packages.map((file) => {
    if (file === undefined) throw new Error(`the packages that ${program} needs are not installed`);
    const folder = dirname(file);
    const modules = folder.lastIndexOf(`${sep}node_modules${sep}`);
    return modules === -1 ? folder : folder.slice(0, modules + `${sep}node_modules`.length);
  });
}
