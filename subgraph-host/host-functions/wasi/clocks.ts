import type { Clock } from '../host-parts.ts';
import type { Pollable } from './io.ts';

const millisecondNs = 1_000_000;

/** The interfaces of wasi:clocks. Waiting on one is over at once. */
export function clocks(clock: Clock, PollableClass: typeof Pollable): Readonly<Record<string, object>> {
  const datetime = (ms: number): object => ({
    seconds: BigInt(Math.floor(ms / 1_000)),
    nanoseconds: Math.floor(ms % 1_000) * millisecondNs,
  });
  const pollable = (): Pollable => new PollableClass();
  return {
    'wasi:clocks/monotonic-clock': {
      now: () => clock.monotonicNs(),
      resolution: () => 1n,
      subscribeDuration: pollable,
      subscribeInstant: pollable,
    },
    'wasi:clocks/wall-clock': {
      now: () => datetime(clock.nowMs()),
      resolution: () => datetime(1),
    },
  };
}
