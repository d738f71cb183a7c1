import { join } from 'node:path';
import type { NeededFolder } from '@forgepoint/common/folder.ts';
import type { Folders } from '../config/config.ts';

/** Holds the core's `forge.db`. @param temporaryDir where databases are kept that are thrown away at the end */
export function coreDataFolder(folders: Folders, temporaryDir: string | undefined): NeededFolder {
  return {
    path: temporaryDir === undefined ? folders.coreDatabase : join(temporaryDir, 'core'),
    what: 'The folder of the core’s database',
    remedy: 'Make it a folder that this user may write, or name another by FORGE_DB_PATH.',
  };
}

/** Holds `<name>.db` of an extension. @param temporaryDir where databases are kept that are thrown away at the end */
export function extensionDataFolder(
  folders: Folders,
  temporaryDir: string | undefined,
  name: string,
): NeededFolder {
  return {
    path: temporaryDir === undefined ? join(folders.extensionData, name) : join(temporaryDir, `data-${name}`),
    what: `The data folder of the extension "${name}"`,
    remedy:
      'Make it a folder that this user may write, or name another place for all data by FORGE_DATA_DIR.',
    extension: name,
  };
}
