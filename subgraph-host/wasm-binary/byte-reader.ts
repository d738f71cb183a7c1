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

  u8(): number {
    const byte = this.#bytes[this.#offset];
    if (byte === undefined) throw new MalformedBinary('it ends in the middle of a value');
    this.#offset += 1;
    return byte;
  }

  /** LEB128, at most five bytes. */
  u32(): number {
    const value = this.#leb128(32);
    if (value > 0xffff_ffffn) throw new MalformedBinary('a number does not fit into 32 bits');
    return Number(value);
  }

  /** LEB128, at most ten bytes. */
  u64(): bigint {
    const value = this.#leb128(64);
    if (value > 0xffff_ffff_ffff_ffffn) throw new MalformedBinary('a number does not fit into 64 bits');
    return value;
  }

  /** Passes over a signed LEB128 of at most five bytes, such as a heap type. */
  skipS33(): void {
    this.#leb128(33);
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
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw new MalformedBinary('it ends in the middle of a section or name');
    const taken = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return taken;
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

  #leb128(bits: number): bigint {
    let low = 0;
    let value = 0n;
    for (let shift = 0; shift < bits; shift += 7) {
      const byte = this.u8();
      if (shift < 28) low += (byte & 0x7f) << shift;
      else value += BigInt(byte & 0x7f) << BigInt(shift);
      if (byte < 0x80) return value + BigInt(low);
    }
    throw new MalformedBinary('a number has too many bytes');
  }
}
