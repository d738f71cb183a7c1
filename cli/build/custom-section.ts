/**
 * A binary with a custom section at its end.
 * @see https://webassembly.github.io/spec/core/appendix/custom.html
 */
export function appendCustomSection(binary: Uint8Array, name: string, content: Uint8Array): Buffer {
  const encodedName = Buffer.from(name, 'latin1');
  const payload = Buffer.concat([leb128(encodedName.length), encodedName, content]);
  return Buffer.concat([binary, Uint8Array.of(0), leb128(payload.length), payload]);
}

function leb128(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Uint8Array.of(...bytes, rest);
}
