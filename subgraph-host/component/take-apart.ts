import type { CallOutcome, GuestCall } from './guest-call.ts';

export interface TakenApart {
  /** Each asks for one value. */
  readonly calls: readonly GuestCall[];
  /** @returns the outcomes of the calls that were taken apart, given those of the parts */
  readonly reassemble: (outcomes: readonly CallOutcome[]) => readonly CallOutcome[];
}

/** Makes calls of one value of such of several, so that one which goes wrong takes no other down. */
export function takeApart(calls: readonly GuestCall[]): TakenApart {
  const parts = calls.map(partsOf);
  return {
    calls: parts.flat(),
    reassemble: (outcomes) => {
      let at = 0;
      return parts.map(({ length }): CallOutcome => {
        const own = outcomes.slice(at, at + length);
        at += length;
        const [only] = own;
        if (length === 1 && only !== undefined) return only;
        return { kind: 'parts', outcomes: own, fuel: own.reduce((sum, { fuel }) => sum + (fuel ?? 0), 0) };
      });
    },
  };
}

function partsOf(call: GuestCall): readonly GuestCall[] {
  if (call.kind === 'root') return [call];
  return call.parents.map((parent) => ({ ...call, parents: [parent] }));
}
