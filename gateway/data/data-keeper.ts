import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { coreSubgraph, isExtensionName } from '@forgepoint/common/extension-name.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { makePrivateFolder, type NeededFolder } from '@forgepoint/common/folder.ts';
import type { Folders } from '../config/config.ts';
import type { HostUsers } from '../supervisor/host-users.ts';
import { coreDataFolder, extensionDataFolder } from './data-folders.ts';
import type { DataPlace } from './data-place.ts';

export interface DataKeeperOptions {
  readonly folders: Folders;
  /** Where databases are kept that are thrown away at the end. */
  readonly temporaryDir: string | undefined;
  /** Gives every process a user of its own. */
  readonly users: HostUsers | undefined;
}

const copier = fileURLToPath(new URL('copier/main.ts', import.meta.url));

/** Knows where the databases are, whether their extensions run or not. */
export class DataKeeper {
  readonly #options: DataKeeperOptions;

  constructor(options: DataKeeperOptions) {
    this.#options = options;
  }

  /** Who has a database: the core first, then by name. */
  names(): readonly string[] {
    const { folders, temporaryDir } = this.#options;
    const prefix = temporaryDir === undefined ? '' : 'data-';
    const parent = temporaryDir ?? folders.extensionData;
    const entries = existsSync(parent) ? readdirSync(parent) : [];
    const extensions = entries
      .filter((entry) => entry.startsWith(prefix))
      .map((entry) => entry.slice(prefix.length))
      .filter((name) => isExtensionName(name) && existsSync(join(this.folderOf(name).path, `${name}.db`)));
    return [coreSubgraph, ...extensions.toSorted()];
  }

  /** @param names `undefined`: all that there are @throws ForgeError EXTENSION_UNKNOWN when one has no database */
  chosen(names: readonly string[] | undefined): readonly DataPlace[] {
    const held = this.names();
    const unknown = names?.find((name) => !held.includes(name));
    if (unknown === undefined) return (names ?? held).map((name) => this.place(name));
    throw new ForgeError('EXTENSION_UNKNOWN', `There is no database of an extension "${unknown}".`, {
      extension: unknown,
      remedy: `There are those of ${held.join(', ')}.`,
    });
  }

  /** @param name of an extension, or `core` */
  folderOf(name: string): NeededFolder {
    const { folders, temporaryDir } = this.#options;
    return name === coreSubgraph
      ? coreDataFolder(folders, temporaryDir)
      : extensionDataFolder(folders, temporaryDir, name);
  }

  /** Makes the folder if it is not there. @param name of an extension, or `core` @throws ForgeError FOLDER_UNUSABLE */
  place(name: string): DataPlace {
    const { users } = this.#options;
    const folder = makePrivateFolder(this.folderOf(name));
    const user = users?.userOf(name, copier);
    if (user !== undefined) users?.give(folder, user);
    return { name, folder, file: name === coreSubgraph ? 'forge.db' : `${name}.db`, user };
  }
}
