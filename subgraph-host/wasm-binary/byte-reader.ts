import { MalformedBinary } from './malformed-binary.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads WebAssembly's primitive encodings, never past the end of its bytes. Every method throws
 * MalformedBinary when the bytes don't hold what it reads.
 * @see https://webassembly.github.io/spec/core/binary/values.html
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  /** How many bytes have been read. */
  get offset(): number {
    return this.#offset;
  }

  u8(): number {
    const byte = this.#bytes[this.#offset];
    if (byte === undefined) throw new MalformedBinary('it ends in the middle of a value');
    this.#offset += 1;
    return byte;
  }

  /** LEB128, at most five bytes. */
  u32(): number {
    let value = 0;
    for (let scale = 1; scale <= 0x1000_0000; scale *= 0x80) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte >= 0x80) continue;
      if (value > 0xffff_ffff) throw new MalformedBinary('a number does not fit into 32 bits');
      return value;
    }
    throw new MalformedBinary('a number has too many bytes');
  }

  /** LEB128, at most ten bytes. */
  u64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.u8();
      value += BigInt(byte & 0x7f) << shift;
      if (byte >= 0x80) continue;
      if (value > 0xffff_ffff_ffff_ffffn) throw new MalformedBinary('a number does not fit into 64 bits');
      return value;
    }
    throw new MalformedBinary('a number has too many bytes');
  }

  /**
   * Passes over a LEB128 number, signed or not.
   * @param maxBytes 5 for 32 and 33 bits, 10 for 64
   */
  skipLeb128(maxBytes: 5 | 10): void {
    for (let left: number = maxBytes; left > 0; left -= 1) if (this.u8() < 0x80) return;
    throw new MalformedBinary('a number has too many bytes');
  }

  /** The length of a vector. Each element takes a byte at least, so it can't exceed the bytes that are left. */
  count(): number {
    const count = this.u32();
    if (count > this.#bytes.length - this.#offset) {
      throw new MalformedBinary('a list announces more elements than there are bytes');
    }
    return count;
  }

  take(length: number): Uint8Array {
    const start = this.#offset;
    this.skip(length);
    return this.#bytes.subarray(start, this.#offset);
  }

  skip(length: number): void {
    if (length > this.#bytes.length - this.#offset) {
      throw new MalformedBinary('it ends in the middle of a section or name');
    }
    this.#offset += length;
  }

  /** Bytes that have been read already, from an offset up to where the reader is. */
  since(offset: number): Uint8Array {
    return this.#bytes.subarray(offset, this.#offset);
  }

  /** All that is left. */
  rest(): Uint8Array {
    return this.take(this.#bytes.length - this.#offset);
  }

  /** Length-prefixed UTF-8. */
  name(): string {
    const bytes = this.take(this.u32());
    try {
      return utf8.decode(bytes);
    } catch {
      throw new MalformedBinary('a name is not valid UTF-8');
    }
  }
}
