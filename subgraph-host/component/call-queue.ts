import { sizeOfCall, type CallMode, type CallOutcome, type GuestCall } from './guest-call.ts';
import { failJob } from './interrupted-job.ts';
import type { Job } from './job.ts';

/** Values waited for at once, over all requests. */
const maxWaitingCalls = 10_000;
const maxId = 2 ** 31 - 1;

/** Jobs in the order of their arrival, each with the client's deadline for waiting. */
export class CallQueue {
  #jobs: Job[] = [];
  #waitingCalls = 0;
  #lastId = 0;

  add(mode: CallMode, calls: readonly GuestCall[], deadline: number): Promise<readonly CallOutcome[]> {
    const { promise, resolve } = Promise.withResolvers<readonly CallOutcome[]>();
    this.#lastId = this.#lastId === maxId ? 1 : this.#lastId + 1;
    // A write that has begun is waited for to the end of its running time: its client should learn its fate.
    const timer = setTimeout(() => expire(), Math.max(0, deadline - performance.now()));
    const settle = (outcomes: readonly CallOutcome[]): void => {
      clearTimeout(timer);
      resolve(outcomes);
    };
    const job: Job = { id: this.#lastId, mode, calls, deadline, apart: false, repeated: false, settle };
    const expire = (): void => {
      if (mode === 'read' || this.#remove(job))
        failJob(job, 'EXTENSION_TIMEOUT', 'The deadline of the request has passed.');
    };
    if (this.#waitingCalls + sizeOf(calls) > maxWaitingCalls) {
      failJob(
        job,
        'EXTENSION_OVERLOADED',
        `More than ${maxWaitingCalls} calls are waiting for the extension.`,
      );
    } else {
      this.#jobs.push(job);
      this.#waitingCalls += sizeOf(calls);
    }
    return promise;
  }

  /** The next job whose client still waits. */
  next(which: 'any' | 'reads'): Job | undefined {
    for (let job = this.#take(which); job !== undefined; job = this.#take(which)) {
      this.#waitingCalls -= sizeOf(job.calls);
      if (job.deadline > performance.now()) return job;
      failJob(job, 'EXTENSION_TIMEOUT', 'The deadline of the request has passed.');
    }
    return undefined;
  }

  /** Jobs that never ran, or may run again, go before all others. */
  putBack(jobs: readonly Job[]): void {
    this.#jobs = [...jobs, ...this.#jobs];
    for (const job of jobs) this.#waitingCalls += sizeOf(job.calls);
  }

  drain(): readonly Job[] {
    const jobs = this.#jobs;
    this.#jobs = [];
    this.#waitingCalls = 0;
    return jobs;
  }

  #take(which: 'any' | 'reads'): Job | undefined {
    if (which === 'any') return this.#jobs.shift();
    const index = this.#jobs.findIndex(({ mode }) => mode === 'read');
    return index === -1 ? undefined : this.#jobs.splice(index, 1)[0];
  }

  #remove(job: Job): boolean {
    const index = this.#jobs.findIndex(({ id }) => id === job.id);
    if (index === -1) return false;
    this.#jobs.splice(index, 1);
    this.#waitingCalls -= sizeOf(job.calls);
    return true;
  }
}

function sizeOf(calls: readonly GuestCall[]): number {
  return calls.reduce((sum, call) => sum + sizeOfCall(call), 0);
}
