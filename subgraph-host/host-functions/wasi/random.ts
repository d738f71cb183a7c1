import type { Random } from '../host-parts.ts';

/** More than any guest has a use for at once; bytes. */
const maxBytes = 1024 * 1024;

/** The interfaces of wasi:random; none of them is less secure than another. */
export function random(source: Random): Readonly<Record<string, object>> {
  const bytes = (length: bigint): Uint8Array => source(Math.min(Number(length), maxBytes));
  const word = (): bigint => new DataView(source(8).buffer).getBigUint64(0);
  return {
    'wasi:random/random': { getRandomBytes: bytes, getRandomU64: word },
    'wasi:random/insecure': { getInsecureRandomBytes: bytes, getInsecureRandomU64: word },
    'wasi:random/insecure-seed': { insecureSeed: () => [word(), word()] },
  };
}
