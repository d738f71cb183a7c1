import { join } from 'node:path';
import type { ExtensionName } from '@forgepoint/common/extension-name.ts';
import { defaultExtensionSettings, type ExtensionSettings } from '../config/config.ts';
import type { LiveSettings } from './live-settings.ts';
import { FileLooks } from '../extensions/file-look.ts';
import { scanExtensions, type FoundExtension, type Scan } from '../extensions/scan.ts';

/** An extension as its file and its settings want it. */
export interface WantedExtension {
  readonly found: FoundExtension;
  readonly settings: ExtensionSettings;
  /** Another one means that something has changed, though perhaps not what matters. */
  readonly key: string;
}

export interface FolderLook {
  /** By name; of what is being written there is what was wanted before. */
  readonly wanted: ReadonlyMap<ExtensionName, WantedExtension>;
  /** Names of all files, those included that are disabled or still being written. */
  readonly names: readonly ExtensionName[];
  readonly misnamed: Scan['refused'];
  /** Some files are being written: it is worth looking again. */
  readonly isSettled: boolean;
}

/** Says what the extensions folder and the settings want to run. */
export class ExtensionFolder {
  readonly #folder: string;
  readonly #looks = new FileLooks();
  #wanted: FolderLook['wanted'] = new Map();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * @param patience `none`: takes files as they are
   * @throws ForgeError FOLDER_UNUSABLE: what runs should go on
   */
  look(
    { extensions: settings, breakingChanges }: LiveSettings,
    patience: 'none' | 'until-settled',
  ): FolderLook {
    const { extensions, refused } = scanExtensions(this.#folder);
    const wanted = new Map<ExtensionName, WantedExtension>();
    let isSettled = true;
    for (const found of extensions) {
      const own = settings.get(found.name) ?? defaultExtensionSettings;
      const look = this.#looks.look(join(this.#folder, `${found.name}.wasm`));
      if (!own.enabled || look === undefined) continue;
      const key = JSON.stringify([look.signature, own, breakingChanges]);
      if (look.isSettled || patience === 'none') {
        wanted.set(found.name, { found, settings: own, key });
        continue;
      }
      const before = this.#wanted.get(found.name);
      const isKnown = before?.key === key;
      isSettled &&= isKnown;
      if (before !== undefined) wanted.set(found.name, before);
    }
    this.#wanted = wanted;
    return { wanted, names: extensions.map(({ name }) => name), misnamed: refused, isSettled };
  }
}
