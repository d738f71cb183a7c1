import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a text file, for its owner alone, so that a reader, and a crash, sees the old one or the new one. */
export function writeWhole(file: string, text: string): void {
  const temporary = temporaryOf(file);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // One that is left of a crash would keep its own mode.
  rmSync(temporary, { force: true });
  writeFileSync(temporary, text, { mode: 0o600, flush: true, flag: 'wx' });
  renameSync(temporary, file);
}

/** Looks whether a file could be written, and leaves it as it is. @throws the error of the system */
export function checkWritable(file: string): void {
  const temporary = temporaryOf(file);
  writeFileSync(temporary, '', { mode: 0o600 });
  rmSync(temporary);
}

function temporaryOf(file: string): string {
  return `${file}.tmp`;
}
