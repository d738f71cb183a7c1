import { randomFillSync } from 'node:crypto';
import { hrtime } from 'node:process';

/** The machine's clocks, as host functions show them to the guest. */
export const systemClock = {
  nowMs: (): number => Date.now(),
  monotonicNs: (): bigint => hrtime.bigint(),
};

export function systemRandom(bytes: number): Uint8Array {
  return randomFillSync(new Uint8Array(bytes));
}
