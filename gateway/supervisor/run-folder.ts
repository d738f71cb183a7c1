import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useFolder, type NeededFolder } from '@forgepoint/common/folder.ts';

/** A socket's path has 104 bytes on macOS, 108 on Linux, of which its name takes some. */
const maxFolderLength = 90;
const prefix = 'forgepoint-run-';

/**
 * A private folder (mode 0700) for the sockets and the temporary data of this process; those that killed
 * processes have left behind are removed.
 * @throws ForgeError FOLDER_UNUSABLE
 */
export function createRunFolder(): string {
  const folder: NeededFolder = {
    path: tmpdir(),
    what: 'The folder for temporary files',
    remedy: 'Make it a folder that this user may write, or name another by TMPDIR.',
  };
  return useFolder(folder, () => {
    removeStale();
    const made = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
    if (made.length <= maxFolderLength) return made;
    removeRunFolder(made);
    throw new Error('its path is too long for the sockets in it');
  });
}

export function removeRunFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function removeStale(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^forgepoint-run-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      removeRunFolder(join(tmpdir(), name));
    } catch {
      // Another user's: not ours to remove.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
