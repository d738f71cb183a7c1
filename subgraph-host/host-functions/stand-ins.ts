import type { Clock, Random } from './host-parts.ts';

/** Stands in for a clock: it is always the beginning of 1970, and no time passes. */
export const frozenClock: Clock = { nowMs: () => 0, monotonicNs: () => 0n };

/**
 * Stands in for randomness: the same sequence of bytes in every thread that a guest is given. It changes from
 * call to call, because a guest that looks for a name not yet taken would go on for ever.
 */
export function fixedRandom(): Random {
  let state = 0x9e37_79b9;
  return (length) =>
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    });
}
