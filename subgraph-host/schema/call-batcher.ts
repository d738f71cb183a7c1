import type { CallMode, CallOutcome, GuestCall } from '../component/guest-call.ts';
import type { GuestCaller } from './request-context.ts';

/** Carries out a batch; one outcome for each call, in order. */
export type RunCalls = (mode: CallMode, calls: readonly GuestCall[]) => Promise<readonly CallOutcome[]>;

interface Waiting {
  readonly call: GuestCall;
  readonly resolve: (outcome: CallOutcome) => void;
}

const settled = Promise.resolve();

/**
 * Collects the reads of one request that are asked for in one tick, so that a field over many parents is one
 * message to the guest's thread.
 */
export function createCallBatcher(run: RunCalls): GuestCaller {
  let waiting: Waiting[] = [];

  const flush = (): void => {
    const batch = waiting;
    waiting = [];
    void run(
      'read',
      batch.map(({ call }) => call),
    ).then((outcomes) => {
      for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index] ?? missing);
    });
  };

  return {
    read: (call) => {
      const { promise, resolve } = Promise.withResolvers<CallOutcome>();
      if (waiting.push({ call, resolve }) === 1) {
        // After all promises that are settled by now: the executor resolves siblings in such reactions.
        void settled.then(() => process.nextTick(flush));
      }
      return promise;
    },
    write: async (call) => (await run('write', [call]))[0] ?? missing,
  };
}

const missing: CallOutcome = {
  kind: 'failed',
  code: 'EXTENSION_UNAVAILABLE',
  message: 'The call was lost.',
  fuel: null,
};
