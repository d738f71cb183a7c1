import { existsSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Of a database and what SQLite keeps beside it: they belong together. */
const parts = ['', '-wal', '-shm', '-journal'];

export interface Exchange {
  /** Absolute path. */
  readonly folder: string;
  /** Name of the database in it. */
  readonly file: string;
  /** Tells this exchange from others. */
  readonly stamp: string;
}

/** Where a database waits until it is placed. */
export function stagedFile({ folder, stamp }: Exchange): string {
  return join(folder, `.restoring-${stamp}.db`);
}

/**
 * Puts the staged database in the place of the one that is there, which goes into a folder beside. Nobody may have it
 * open.
 */
export function place(exchange: Exchange): void {
  const { folder, file } = exchange;
  const kept = keptFolder(exchange);
  mkdirSync(kept, { mode: 0o700 });
  move(folder, kept, file);
  renameSync(stagedFile(exchange), join(folder, file));
}

/** Undoes {@link place}, and what was written since goes with it. */
export function putBack(exchange: Exchange): void {
  const { folder, file } = exchange;
  const kept = keptFolder(exchange);
  if (!lstatSync(kept).isDirectory()) throw new Error(`"${basename(kept)}" is not a folder`);
  for (const part of parts) rmSync(join(folder, `${file}${part}`), { force: true });
  move(kept, folder, file);
  rmSync(kept, { recursive: true });
}

function keptFolder({ folder, stamp }: Exchange): string {
  return join(folder, `replaced-${stamp}`);
}

function move(from: string, to: string, file: string): void {
  for (const part of parts) {
    const path = join(from, `${file}${part}`);
    if (existsSync(path)) renameSync(path, join(to, `${file}${part}`));
  }
}
