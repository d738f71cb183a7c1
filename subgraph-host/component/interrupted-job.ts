import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import { notAnswered, sizeOfCall, type CallOutcome } from './guest-call.ts';
import type { Job } from './job.ts';
import { wholeBatch, type RunningCall } from './progress.ts';
import { takeApart } from './take-apart.ts';

/** Answers every call of the job with the same failure. */
export function failJob(job: Job, code: ErrorCode, message: string): void {
  job.settle(job.calls.map(() => notAnswered(code, message)));
}

/** Why a thread was ended, or has ended. */
export interface ThreadEnd {
  readonly code: 'EXTENSION_TIMEOUT' | 'EXTENSION_TRAPPED';
  /** A sentence or two for whoever waits for the call that ran. */
  readonly message: string;
}

/**
 * Settles a job whose call was running when its thread was ended: that call has failed; the other reads of
 * its batch run once more, on their own. When nobody knows which of several values it was, they are asked for
 * one by one first.
 * @returns what has to run again
 */
export function settleOverrun(job: Job, running: RunningCall, end: ThreadEnd): readonly Job[] {
  if (asksForSeveral(job, running)) {
    const { calls, reassemble } = takeApart(job.calls);
    return [{ ...job, calls, apart: true, settle: (outcomes) => job.settle(reassemble(outcomes)) }];
  }
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

/**
 * Settles such a job when nothing runs again: the call that was running has failed. When nobody knows which of
 * several values it was, all of them have.
 */
export function endOverrun(
  job: Job,
  running: RunningCall,
  end: ThreadEnd,
  endRest: (rest: Job) => void,
): void {
  if (asksForSeveral(job, running)) {
    const failure = failureOf(job, running, end);
    job.settle(job.calls.map(() => failure));
    return;
  }
  for (const rest of settleOverrun(job, running, end)) endRest(rest);
}

function asksForSeveral({ calls }: Job, { index }: RunningCall): boolean {
  if (index === wholeBatch) return true;
  const call = calls[index];
  return call !== undefined && sizeOfCall(call) > 1;
}

function failureOf(job: Job, running: RunningCall, { code, message }: ThreadEnd): CallOutcome {
  if (job.mode === 'read') return notAnswered(code, message);
  if (running.phase === 'open') return notAnswered(code, `${message} Nothing of the mutation was stored.`);
  return notAnswered('MUTATION_FATE_UNKNOWN', `${message} The mutation was being stored at that moment.`);
}
