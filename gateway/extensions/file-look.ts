import { closeSync, lstatSync, openSync, readSync } from 'node:fs';

/** A file as it was looked at. */
export interface FileLook {
  /** Another one means that the file may have another content. */
  readonly signature: string;
  /** Nobody seems to be writing it any more. */
  readonly isSettled: boolean;
}

interface Seen {
  readonly signature: string;
  /** On the clock of `performance.now()`. */
  readonly since: number;
}

/** How long a file has to be left alone; milliseconds. */
export const quietMs = 50;
/** The same for one that ends in the middle of a section: a slow copy may pause. */
const brokenQuietMs = 3_000;

/** Tells files that are being written from those that have been. */
export class FileLooks {
  readonly #seen = new Map<string, Seen>();

  /** @param file absolute path @returns `undefined` when there is nothing */
  look(file: string): FileLook | undefined {
    const stat = lstatSync(file, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) {
      this.#seen.delete(file);
      return undefined;
    }
    const { dev, ino, size, mtimeNs, ctimeNs } = stat;
    const signature = [dev, ino, size, mtimeNs, ctimeNs].join(':');
    const now = performance.now();
    let seen = this.#seen.get(file);
    if (seen?.signature !== signature) {
      seen = { signature, since: now };
      this.#seen.set(file, seen);
    }
    const quiet = now - seen.since;
    return {
      signature,
      isSettled:
        quiet >= brokenQuietMs || (quiet >= quietMs && (!stat.isFile() || isWhole(file, Number(size)))),
    };
  }
}

const headerLength = 8;
/** Identifier of a section, and its length as a LEB128 number of 32 bits. */
const maxSectionHeader = 6;
/** Each is a read of the disk, by the process that supervises; components have some dozens of them. */
const maxSections = 10_000;

/**
 * Whether the sections of a WebAssembly file end where the file does. What is no such file counts as whole: it is for
 * admission to say so.
 */
function isWhole(file: string, size: number): boolean {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(headerLength);
      if (readSync(descriptor, bytes, 0, headerLength, 0) < headerLength) return false;
      if (bytes.readUInt32BE(0) !== 0x00_61_73_6d) return bytes.some((byte) => byte !== 0);
      return sectionsEnd(descriptor, size) === size;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return true;
  }
}

/**
 * @returns the offset after the last section, beyond the file's end when that is cut off; that end itself when there are
 * more than are looked at
 */
function sectionsEnd(descriptor: number, size: number): number {
  const header = Buffer.alloc(maxSectionHeader);
  let offset = headerLength;
  for (let section = 0; section < maxSections; section += 1) {
    const read = readSync(descriptor, header, 0, maxSectionHeader, offset);
    if (read === 0) return offset;
    let length = 0;
    let at = 1;
    for (let shift = 0; at < read; shift += 7) {
      const byte = header.readUInt8(at);
      at += 1;
      length += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    if (at === read && read < maxSectionHeader && header.readUInt8(at - 1) >= 0x80) return offset + read + 1;
    if (read === 1) return offset + 2;
    offset += at + length;
  }
  return size;
}
