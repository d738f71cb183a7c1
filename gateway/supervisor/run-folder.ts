import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'forgepoint-run-';

/**
 * A private folder (mode 0700) for the sockets and the temporary data of this process; those that killed
 * processes have left behind are removed.
 */
export function createRunFolder(): string {
  removeStale();
  return mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
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
