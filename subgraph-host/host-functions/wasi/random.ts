import type { Charge, Random } from '../host-parts.ts';
import { price } from '../prices.ts';

/** More than any guest has a use for at once; bytes. */
const maxBytes = 1024 * 1024;

/** The interfaces of wasi:random; none of them is less secure than another. */
export function random(source: Random, charge: Charge): Readonly<Record<string, object>> {
  const take = (bytes: number): Uint8Array => {
    charge(price.call + bytes * price.byte);
    return source(bytes);
  };
  const bytes = (length: bigint): Uint8Array => take(Math.min(Number(length), maxBytes));
  const word = (): bigint => new DataView(take(8).buffer).getBigUint64(0);
  return {
    'wasi:random/random': { getRandomBytes: bytes, getRandomU64: word },
    'wasi:random/insecure': { getInsecureRandomBytes: bytes, getInsecureRandomU64: word },
    'wasi:random/insecure-seed': { insecureSeed: () => [word(), word()] },
  };
}
