import { join } from 'node:path';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { claimsFileIn, readClaims, writeClaims } from '../composition/claims-file.ts';
import type { Config } from '../config/config.ts';
import type { BackupManifest, Restored } from '../operated/backup-shapes.ts';
import type { OperatedData } from '../operated/operated.ts';
import { HostUsers } from '../supervisor/host-users.ts';
import { createRunFolder, removeRunFolder } from '../supervisor/run-folder.ts';
import { withClaimsOf } from './claims-of.ts';
import { DataKeeper } from './data-keeper.ts';
import { makeBackup } from './make-backup.ts';
import { purgeExtension } from './purge.ts';
import { readBackup } from './read-backup.ts';
import { dropRestore, placeRestore, stageRestore } from './restore-backup.ts';
import { stampOf } from './stamp.ts';

/** The data of a gateway that does not run; nor may it be started meanwhile. Such as when its core can't be. */
export class OfflineData implements OperatedData, Disposable {
  readonly #keeper: DataKeeper;
  readonly #claimsFile: string;
  readonly #runFolder: string | undefined;

  /** @throws ForgeError CONFIG_INVALID, FOLDER_UNUSABLE */
  constructor({ folders, hostUidBase, inMemoryDatabase }: Config) {
    if (inMemoryDatabase) {
      throw new ForgeError('CONFIG_INVALID', 'By the settings, data is thrown away when the gateway ends.', {
        remedy: 'Leave FORGE_IN_MEMORY_DB out to keep data.',
      });
    }
    this.#claimsFile = claimsFileIn(folders.state);
    this.#runFolder = hostUidBase === null ? undefined : createRunFolder();
    const users =
      hostUidBase === null || this.#runFolder === undefined
        ? undefined
        : new HostUsers({
            first: hostUidBase,
            file: join(folders.state, 'users.json'),
            runFolder: this.#runFolder,
          });
    this.#keeper = new DataKeeper({ folders, temporaryDir: undefined, users });
  }

  [Symbol.dispose](): void {
    if (this.#runFolder !== undefined) removeRunFolder(this.#runFolder);
  }

  backup(to: string, names: readonly string[] | undefined): Promise<BackupManifest> {
    const keeper = this.#keeper;
    return makeBackup({
      to,
      places: keeper.chosen(names),
      claims: this.#claimsFile,
      runningOf: () => null,
    });
  }

  async restore(from: string, names: readonly string[] | undefined): Promise<Restored> {
    const backup = await readBackup(from, names);
    const places = backup.manifest.entries.map(({ name }) => this.#keeper.place(name));
    const staged = await stageRestore(backup, places, stampOf(new Date()));
    try {
      await placeRestore(staged);
    } finally {
      await dropRestore(staged);
    }
    const restored = staged.places.map(({ name }) => name);
    writeClaims(
      this.#claimsFile,
      withClaimsOf(readClaims(this.#claimsFile), backup.claims, new Set(restored)),
    );
    return { names: restored, kept: `replaced-${staged.stamp}` };
  }

  async purge(name: string): Promise<void> {
    await Promise.resolve();
    purgeExtension(this.#keeper, this.#claimsFile, name);
  }
}
