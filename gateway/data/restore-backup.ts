import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import type { DataPlace } from './data-place.ts';
import { syncFolder } from './sync-folder.ts';
import type { ReadBackup } from './read-backup.ts';
import { runCopier } from './run-copier.ts';

/** Databases of a backup that lie beside those that they are to replace, found whole by SQLite. */
export interface StagedRestore {
  readonly places: readonly DataPlace[];
  /** What is there goes into `replaced-<stamp>/` beside. */
  readonly stamp: string;
}

/**
 * Brings the databases of a backup to their places, while what is there is still in use.
 * @throws ForgeError RESTORE_FAILED: nothing was changed
 */
export async function stageRestore(
  { folder, manifest }: ReadBackup,
  places: readonly DataPlace[],
  stamp: string,
): Promise<StagedRestore> {
  const staged: DataPlace[] = [];
  try {
    for (const place of places) {
      const entry = manifest.entries.find(({ name }) => name === place.name);
      if (entry === undefined) continue;
      staged.push(place);
      await attempt(place, 'brought to its place', () =>
        runCopier(place, { order: 'stage', stamp }, { input: createReadStream(join(folder, entry.file)) }),
      );
    }
    return { places: staged, stamp };
  } catch (error) {
    await dropRestore({ places: staged, stamp });
    throw error;
  }
}

/**
 * Puts them in the place of what is there, all or none; nobody may have that open.
 * @throws ForgeError RESTORE_FAILED: what was there is there
 */
export async function placeRestore({ places, stamp }: StagedRestore): Promise<void> {
  const placed: DataPlace[] = [];
  try {
    for (const place of places) {
      await attempt(place, 'put in its place', () => runCopier(place, { order: 'place', stamp }));
      placed.push(place);
      await syncFolder(place.folder);
    }
  } catch (error) {
    await undoRestore({ places: placed, stamp });
    await dropRestore({ places, stamp });
    throw error;
  }
}

/** Puts back what was there; what was written since is lost. @throws ForgeError RESTORE_FAILED */
export async function undoRestore({ places, stamp }: StagedRestore): Promise<void> {
  for (const place of places) {
    await attempt(place, 'taken back', () => runCopier(place, { order: 'put-back', stamp }));
    await syncFolder(place.folder);
  }
}

/** Removes what was brought but never placed. */
export async function dropRestore({ places, stamp }: StagedRestore): Promise<void> {
  for (const place of places) {
    await runCopier(place, { order: 'drop', stamp }).catch(() => undefined);
  }
}

async function attempt(place: DataPlace, what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new ForgeError(
      'RESTORE_FAILED',
      `The database of "${place.name}" could not be ${what}: ${messageOf(error).replace(/\.$/, '')}.`,
      {
        ...(place.name === 'core' ? {} : { extension: place.name }),
        remedy: 'Look whether the disk is full; what was there before is in its place.',
        cause: error,
      },
    );
  }
}
