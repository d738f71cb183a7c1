import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { ForgeError, systemReason } from '../forge-error.ts';
import { sha256 } from './artifact.ts';
import { unwritableFolder } from './unwritable-folder.ts';

/** A component's file as it was when it was read. */
export interface StoredFile {
  /** sha256 in hex. */
  readonly digest: string;
  /** Absolute path of the copy; its content never changes. */
  readonly path: string;
}

/**
 * Reads a component's file once and keeps a copy named by its content: what becomes of the file afterwards
 * changes nothing.
 * @param extension whose file it is, for errors
 * @throws ForgeError EXTENSION_FILE_UNREADABLE, EXTENSION_TOO_LARGE
 */
export function storeFile(file: string, extension: string, storeDir: string, maxBytes: number): StoredFile {
  const bytes = readRegularFile(file, extension, maxBytes);
  const digest = sha256(bytes);
  const path = join(storeDir, `${digest}.wasm`);
  if (!holds(path, digest)) writeCopy(path, bytes, storeDir);
  return { digest, path };
}

/** No link is followed, and opening a pipe must not wait for a writer. */
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

function readRegularFile(file: string, extension: string, maxBytes: number): Buffer {
  const unreadable = (what: string, remedy: string, cause?: unknown): ForgeError =>
    new ForgeError('EXTENSION_FILE_UNREADABLE', `The file "${basename(file)}" ${what}.`, {
      extension,
      remedy,
      path: file,
      cause,
    });
  let descriptor: number;
  try {
    descriptor = openSync(file, openFlags);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP') throw unreadable('is a link', 'Put the component itself in its place.', error);
    if (code === 'ENOENT') throw unreadable('is not there', 'Put the component in its place.', error);
    throw unreadable(`can't be opened: ${systemReason(error)}`, 'Let this user read it.', error);
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw unreadable('is no regular file', 'Put the component itself in its place.');
    if (stat.size > maxBytes) throw tooLarge(file, extension, maxBytes);
    const bytes = readAll(descriptor, stat.size);
    // A file that is still being written must not be taken for a whole one.
    if (bytes.length === stat.size && fstatSync(descriptor).size === stat.size) return bytes;
    throw unreadable(
      'changed while it was read',
      'Write a component under another name and rename it, so that it appears whole.',
    );
  } finally {
    closeSync(descriptor);
  }
}

function readAll(descriptor: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let filled = 0;
  while (filled < size) {
    const read = readSync(descriptor, bytes, filled, size - filled, filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}

function tooLarge(file: string, extension: string, maxBytes: number): ForgeError {
  const mebibytes = maxBytes / (1024 * 1024);
  return new ForgeError(
    'EXTENSION_TOO_LARGE',
    `The file "${basename(file)}" is larger than the ${mebibytes} MiB that a component may have.`,
    { extension, path: file, remedy: 'Build it for size and without debug information.' },
  );
}

function holds(path: string, digest: string): boolean {
  try {
    return sha256(readFileSync(path)) === digest;
  } catch {
    return false;
  }
}

function writeCopy(path: string, bytes: Uint8Array, storeDir: string): void {
  const temporary = join(storeDir, `.${randomUUID()}.tmp`);
  try {
    mkdirSync(storeDir, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, bytes, { mode: 0o400, flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw unwritableFolder(storeDir, error);
  }
}
