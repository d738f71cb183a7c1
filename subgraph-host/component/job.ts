import type { CallMode, CallOutcome, GuestCall } from './guest-call.ts';

/** Calls that go to the guest in one message. */
export interface Job {
  readonly id: number;
  readonly mode: CallMode;
  readonly calls: readonly GuestCall[];
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  /** Its calls ask for one value each and must not be given to the guest together. */
  readonly apart: boolean;
  /** A read that has been interrupted once already. */
  readonly repeated: boolean;
  readonly settle: (outcomes: readonly CallOutcome[]) => void;
}
