import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';

/** What keeps a file from being used as a database, as the end of a sentence. */
export interface FileProblem {
  readonly kind: 'damaged' | 'foreign';
  readonly what: string;
}

const headerLength = 100;
const magic = 'SQLite format 3\0';

/**
 * Looks at a database's file before SQLite does. SQLite would write beside a file, or even into it, before it finds
 * out that it can't be used; a file that is refused here is left as it is.
 * Never while this process has the database open: closing the file here would end the locks that SQLite holds on it.
 * @returns `undefined` when SQLite may open the file, or make it
 * @throws the error of the system when the file can't be read
 * @see https://www.sqlite.org/fileformat.html#the_database_header
 * @see https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
 */
export function inspectDatabaseFile(file: string): FileProblem | undefined {
  let descriptor: number;
  try {
    // Opening a pipe must not wait for a writer.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return damaged(`it is ${kindOf(stat)}, not a file`);
    if (stat.size === 0) return emptyProblem(file);
    const header = Buffer.alloc(headerLength);
    const length = readSync(descriptor, header, 0, headerLength, 0);
    return headerProblem(header.subarray(0, length)) ?? lengthProblem(file, header, stat.size);
  } finally {
    closeSync(descriptor);
  }
}

/** An empty file is a new database; but SQLite would throw the log beside it away. */
function emptyProblem(file: string): FileProblem | undefined {
  if (sizeOf(`${file}-wal`) === 0) return undefined;
  return damaged('it is empty, but the log of its last changes is not');
}

function headerProblem(header: Buffer): FileProblem | undefined {
  if (header.toString('latin1', 0, magic.length) !== magic || header.length < headerLength) {
    return damaged('it is not an SQLite database');
  }
  const size = pageSize(header);
  if (size < 512 || (size & (size - 1)) !== 0) return damaged('its header is damaged');
  if (header.readUInt8(19) > 2) return { kind: 'foreign', what: 'a newer SQLite has written it' };
  const application = header.readUInt32BE(68);
  if (application === 0) return undefined;
  return {
    kind: 'foreign',
    what: `it belongs to another program (application id 0x${application.toString(16)})`,
  };
}

/**
 * The header's number of pages holds when it was written with the last change. While a log waits to be written
 * back, the file may be shorter.
 */
function lengthProblem(file: string, header: Buffer, actual: number): FileProblem | undefined {
  const isCurrent = header.readUInt32BE(24) === header.readUInt32BE(92);
  const expected = header.readUInt32BE(28) * pageSize(header);
  if (!isCurrent || actual >= expected) return undefined;
  if (sizeOf(`${file}-wal`) > 0 || sizeOf(`${file}-journal`) > 0) return undefined;
  return damaged(`it is cut short: ${actual} of ${expected} bytes are there`);
}

function pageSize(header: Buffer): number {
  const size = header.readUInt16BE(16);
  return size === 1 ? 65_536 : size;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function kindOf(stat: Stats): string {
  if (stat.isDirectory()) return 'a folder';
  return stat.isFIFO() ? 'a pipe' : 'a device';
}

function damaged(what: string): FileProblem {
  return { kind: 'damaged', what };
}
