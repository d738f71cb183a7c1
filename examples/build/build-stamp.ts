/**
 * The stamp is a custom section at the end of a component: it says that the component was built here, and from
 * what. So a file that the operator has put in its place is told apart, whatever else was deleted.
 * @see https://webassembly.github.io/spec/core/appendix/custom.html
 */
const name = 'forge:built-from';
const digestLength = 64;
const header = Buffer.from([0, 1 + name.length + digestLength, name.length, ...Buffer.from(name, 'latin1')]);

/** @param digest of what the component was built from: 64 hexadecimal digits */
export function stamp(component: Uint8Array, digest: string): Uint8Array {
  return Buffer.concat([component, header, Buffer.from(digest, 'latin1')]);
}

/** @returns the digest, or `undefined` when the component has no stamp */
export function stampOf(component: Buffer): string | undefined {
  const section = component.subarray(-(header.length + digestLength));
  if (!section.subarray(0, header.length).equals(header)) return undefined;
  return section.toString('latin1', header.length);
}
