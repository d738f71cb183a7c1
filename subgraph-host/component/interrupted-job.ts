import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import type { CallOutcome } from './guest-call.ts';
import type { Job } from './job.ts';
import type { RunningCall } from './progress.ts';

/** Answers every call of the job with the same failure. */
export function failJob(job: Job, code: ErrorCode, message: string): void {
  job.settle(job.calls.map(() => ({ kind: 'failed', code, message, fuel: null })));
}

/** Why a thread was ended, or has ended. */
export interface ThreadEnd {
  readonly code: 'EXTENSION_TIMEOUT' | 'EXTENSION_TRAPPED';
  /** A sentence or two for whoever waits for the call that ran. */
  readonly message: string;
}

/**
 * Settles a job whose call was running when its thread was ended: that call has failed; the other reads of
 * its batch run once more, on their own.
 * @returns what has to run again
 */
export function settleOverrun(job: Job, running: RunningCall, end: ThreadEnd): readonly Job[] {
  const failure = failureOf(job, running, end);
  const rest = job.calls.filter((_, index) => index !== running.index);
  if (job.repeated || rest.length === 0) {
    job.settle(job.calls.map(() => failure));
    return [];
  }
  const settle = (outcomes: readonly CallOutcome[]): void =>
    job.settle([...outcomes.slice(0, running.index), failure, ...outcomes.slice(running.index)]);
  return [{ ...job, calls: rest, repeated: true, settle }];
}

function failureOf(job: Job, running: RunningCall, { code, message: what }: ThreadEnd): CallOutcome {
  if (job.mode === 'read') return { kind: 'failed', code, message: what, fuel: null };
  if (running.phase === 'open') {
    return { kind: 'failed', code, message: `${what} Nothing of the mutation was stored.`, fuel: null };
  }
  return {
    kind: 'failed',
    code: 'MUTATION_FATE_UNKNOWN',
    message: `${what} The mutation was being stored at that moment.`,
    fuel: null,
  };
}
