import { appendCustomSection } from './custom-section.ts';

/**
 * The stamp is a custom section at the end of a component: it says that the component was built here, and from
 * what. So a file that the operator has put in its place is told apart, whatever else was deleted.
 */
const name = 'forge:built-from';
const digestLength = 64;
const stampLength = 3 + name.length + digestLength;

/** @param digest of what the component was built from: 64 hexadecimal digits */
export function stamp(component: Uint8Array, digest: string): Uint8Array {
  return appendCustomSection(component, name, Buffer.from(digest, 'latin1'));
}

/** @returns the digest, or `undefined` when the component has no stamp */
export function stampOf(component: Buffer): string | undefined {
  const end = component.subarray(-stampLength);
  const digest = end.toString('latin1', stampLength - digestLength);
  return end.equals(stamp(Buffer.alloc(0), digest)) ? digest : undefined;
}
