import { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** A copy of bytes with changes: what was read is copied as it is, unless something is written in its place. */
export class Transcript {
  readonly reader: ByteReader;
  readonly writer: ByteWriter;
  readonly #bytes: Uint8Array;
  #copied = 0;

  constructor(bytes: Uint8Array, writer: ByteWriter) {
    this.#bytes = bytes;
    this.reader = new ByteReader(bytes);
    this.writer = writer;
  }

  /** Copies what is before an offset and was neither copied nor left out. */
  copyTo(offset: number): void {
    this.writer.bytes(this.#bytes.subarray(this.#copied, offset));
    this.#copied = offset;
  }

  /** Leaves out what was read and not copied. */
  leaveOut(): void {
    this.#copied = this.reader.offset;
  }

  /** Copies all that is left. */
  finish(): void {
    this.copyTo(this.#bytes.length);
  }
}
