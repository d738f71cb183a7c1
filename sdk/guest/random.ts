/// <reference path="./wasi-random.d.ts" />
import { getRandomBytes } from 'wasi:random/random@0.2.6';

const maxBytes = 65_536;

/** Random numbers that nobody can foresee, when the manifest asks for the permission `random`. */
export const random = {
  /** @param length 0 to 65 536 */
  bytes(length: number): Uint8Array {
    if (Number.isInteger(length) && length >= 0 && length <= maxBytes)
      return Uint8Array.from(getRandomBytes(length));
    throw new RangeError(
      `random.bytes(${length}) is not possible. Write a whole number from 0 to ${maxBytes}.`,
    );
  },

  /** Such as `0b6f1c3e-9d1b-4c53-8a8e-2f6d5b1f7a90` (RFC 9562, version 4). */
  uuid(): string {
    const bytes = random.bytes(16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  },
} as const;

/** The engine's own begins anew in every instance with what it was when the component was built. */
export function replaceMathRandom(): void {
  Math.random = () => {
    const view = new DataView(random.bytes(8).buffer);
    return ((view.getUint32(0) >>> 5) * 2 ** 26 + (view.getUint32(4) >>> 6)) / 2 ** 53;
  };
}
