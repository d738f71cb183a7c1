import { randomBytes } from 'node:crypto';
import { constants, closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { writeWhole } from '../write-whole.ts';

const pattern = /^[\w-]{43}$/;

/**
 * The token of the operator's interface. It stays the same over restarts, so that whoever collects metrics can be given
 * the file. One that others could have read or written is replaced.
 * @throws the error of the system
 */
export function keepToken(file: string): string {
  const kept = readKept(file);
  if (kept !== undefined) return kept;
  const token = randomBytes(32).toString('base64url');
  writeWhole(file, token);
  return token;
}

/** @returns `undefined` when it has to be made anew */
function readKept(file: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (['ENOENT', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  try {
    const { mode, uid } = fstatSync(descriptor);
    const isPrivate = (mode & 0o077) === 0 && uid === process.geteuid?.();
    const token = readFileSync(descriptor, 'utf8').trim();
    return isPrivate && pattern.test(token) ? token : undefined;
  } finally {
    closeSync(descriptor);
  }
}
