import { basename } from 'node:path';
import { ForgeError, messageOf, systemReason } from '../forge-error.ts';
import type { FileProblem } from './inspect-file.ts';

export interface DatabaseOwner {
  /** Absolute path of the database. */
  readonly file: string;
  /** Whose it is; `undefined` for the core's. */
  readonly extension?: string;
}

const untouched = 'nothing was changed.';
const restore = `Restore it from a backup, or move it aside with what lies beside it (-wal, -shm) to begin with an empty one; ${untouched}`;
const foreign = `Move it aside, or put the right one in its place; ${untouched}`;

/** The error for a file that SQLite was not even asked to open. */
export function fileError(owner: DatabaseOwner, { kind, what }: FileProblem): ForgeError {
  return unusable(owner, what, kind === 'damaged' ? restore : foreign);
}

/**
 * The error for what was thrown while a database was opened or used.
 * @param error of SQLite, with a `code` such as `SQLITE_CORRUPT`, or of the system
 */
export function databaseError(owner: DatabaseOwner, error: unknown): ForgeError {
  if (error instanceof ForgeError) return error;
  const said = messageOf(error).replace(/\.$/, '');
  const code = primaryCode(error);
  if (code === '' && error instanceof Error && error.cause !== undefined) {
    return databaseError(owner, error.cause);
  }
  switch (code) {
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return unusable(
        owner,
        'another program holds it',
        'End that program, such as a second gateway or an SQLite shell, and start again.',
        error,
      );
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return unusable(owner, `it is damaged: ${said}`, restore, error);
    case 'SQLITE_FULL':
    case 'SQLITE_IOERR':
      return unusable(
        owner,
        said,
        'Look after the disk: whether it is full, and what the system’s log says.',
        error,
      );
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
      return unusable(owner, said, 'Let this user read and write it and the folder that it is in.', error);
    default:
      return unusable(owner, systemReason(error), restore, error);
  }
}

/** Whether an error, or its cause, tells of a broken file rather than of a statement: further ones will meet it too. */
export function isDamage(error: unknown): boolean {
  if (damageCodes.has(primaryCode(error))) return true;
  return error instanceof Error && error.cause !== undefined && isDamage(error.cause);
}

const damageCodes: ReadonlySet<string> = new Set([
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
  'SQLITE_IOERR',
  'SQLITE_CANTOPEN',
]);

/** `SQLITE_CORRUPT_VTAB` is an SQLITE_CORRUPT. @see https://www.sqlite.org/rescode.html */
function primaryCode(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code.split('_', 2).join('_') : '';
}

function unusable(
  { file, extension }: DatabaseOwner,
  what: string,
  remedy: string,
  cause?: unknown,
): ForgeError {
  const message = `The database "${basename(file)}" cannot be used: ${what}.`;
  return new ForgeError('DATABASE_UNUSABLE', message, { extension, remedy, path: file, cause });
}
