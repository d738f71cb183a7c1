import { randomFillSync } from 'node:crypto';

/** The machine's clocks, as host functions show them to the guest. */
export const systemClock = {
  nowMs: (): number => Date.now(),
  monotonicNs: (): bigint => process.hrtime.bigint(),
};

export function systemRandom(bytes: number): Uint8Array {
  return randomFillSync(new Uint8Array(bytes));
}
