import { headerLength, type Section } from './sections.ts';

/** @param header the binary that the first eight bytes are taken from */
export function encodeBinary(header: Uint8Array, sections: Iterable<Section>): Uint8Array {
  const parts = [header.subarray(0, headerLength)];
  for (const { id, payload } of sections) {
    parts.push(Uint8Array.of(id), encodeU32(payload.length), payload);
  }
  return Buffer.concat(parts);
}

/** LEB128. @param value 0 to 2^32 − 1 */
export function encodeU32(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Uint8Array.of(...bytes, rest);
}
