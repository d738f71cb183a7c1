import { realpathSync } from 'node:fs';

/**
 * Flags that let a process started with `--permission` read and write these paths and what lies in them. A permission
 * is checked for the path as it is given and for the one that links lead to, so both are named.
 * @param paths absolute paths that exist
 * @throws when a path doesn't exist
 * @see https://nodejs.org/api/permissions.html
 */
export function fileFlags({ read, write }: FileAccess): readonly string[] {
  return [...flags('--allow-fs-read', [...read, ...write]), ...flags('--allow-fs-write', write)];
}

export interface FileAccess {
  /** What may be read. */
  readonly read: readonly string[];
  /** What may be written, and read. */
  readonly write: readonly string[];
}

function flags(name: string, paths: readonly string[]): readonly string[] {
  const all = new Set(paths.flatMap((path) => [path, realpathSync(path)]));
  return [...all].map((path) => `${name}=${path}`);
}
