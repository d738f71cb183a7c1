import { makeFolder, type NeededFolder } from '@forgepoint/common/folder.ts';
import type { Folders } from '../config/config.ts';

/** Claims on names, the last supergraph. @param path absolute */
export function stateFolder(path: string): NeededFolder {
  return needed(path, 'The folder of the gateway’s state', 'FORGE_STATE_DIR');
}

/** Makes the folders that every start needs. @throws ForgeError FOLDER_UNUSABLE */
export function prepareFolders({ state, store, cache }: Folders): void {
  makeFolder(stateFolder(state));
  makeFolder(needed(store, 'The folder for copies of components', 'FORGE_STORE_DIR'));
  makeFolder(needed(cache, 'The folder of admitted components', 'FORGE_CACHE_DIR'));
}

function needed(path: string, what: string, variable: string): NeededFolder {
  const remedy = `Make it a folder that this user may write, or name another by ${variable}.`;
  return { path, what, remedy };
}
