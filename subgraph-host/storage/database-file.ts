import { chmodSync, closeSync, lstatSync, mkdirSync, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';

const privateFile = 0o600;
const privateFolder = 0o700;

/**
 * Makes sure of a database file that only its owner can read, before SQLite opens it: its log gets the same mode.
 * A file that is there is never opened here: closing it would end the locks that SQLite holds on it.
 * @throws Error when something else than a file stands there
 */
export function prepareDatabaseFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: privateFolder });
  try {
    closeSync(openSync(file, 'wx', privateFile));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  for (const path of [file, `${file}-wal`, `${file}-shm`]) {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) continue;
    if (!found.isFile()) throw new Error(`"${basename(path)}" is not a regular file`);
    chmodSync(path, privateFile);
  }
}
