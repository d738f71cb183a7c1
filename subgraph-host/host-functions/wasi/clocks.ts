import type { Charge, Clock } from '../host-parts.ts';
import { price } from '../prices.ts';
import type { Pollable } from './io.ts';

const millisecondNs = 1_000_000;

/** The interfaces of wasi:clocks. Waiting on one is over at once. */
export function clocks(
  clock: Clock,
  PollableClass: typeof Pollable,
  charge: Charge,
): Readonly<Record<string, object>> {
  const datetime = (ms: number): object => ({
    seconds: BigInt(Math.floor(ms / 1_000)),
    nanoseconds: Math.floor(ms % 1_000) * millisecondNs,
  });
  const pollable = (): Pollable => new PollableClass();
  return {
    'wasi:clocks/monotonic-clock': {
      now: () => {
        charge(price.call);
        return clock.monotonicNs();
      },
      resolution: () => 1n,
      subscribeDuration: pollable,
      subscribeInstant: pollable,
    },
    'wasi:clocks/wall-clock': {
      now: () => {
        charge(price.call);
        return datetime(clock.nowMs());
      },
      resolution: () => datetime(1),
    },
  };
}
