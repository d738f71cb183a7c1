import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseExtensionName, type ExtensionName } from '@forgepoint/common/extension-name.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';

/** Where an author writes an extension, and where what is made of it stands; absolute paths. */
export interface AuthorFolder {
  readonly folder: string;
  readonly name: ExtensionName;
  readonly entry: string;
  /** `dist/<name>.wasm` in it. */
  readonly outFile: string;
  /** Remembers what the component was built from. */
  readonly recordFile: string;
}

const entryName = 'extension.ts';

/**
 * @param path of the folder, from `cwd`
 * @throws ForgeError COMMAND_INVALID when there is no extension in it, EXTENSION_NAME_INVALID when its name is none
 */
export function authorFolder(path: string, cwd: string): AuthorFolder {
  const folder = resolve(cwd, path);
  const entry = join(folder, entryName);
  if (!existsSync(entry)) {
    throw new ForgeError('COMMAND_INVALID', `There is no extension in "${folder}": it has no ${entryName}.`, {
      remedy: 'Name the folder whose extension.ts exports "extensionApi".',
    });
  }
  const name = parseExtensionName(basename(folder));
  return {
    folder,
    name,
    entry,
    outFile: join(folder, 'dist', `${name}.wasm`),
    recordFile: join(folder, '.forge', 'build', `${name}.json`),
  };
}
