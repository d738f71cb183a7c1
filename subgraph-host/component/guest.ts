import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { StatementCounts } from '@forgepoint/common/metrics/statement-counts.ts';
import { CallQueue } from './call-queue.ts';
import { notAnswered, type CallMode, type CallOutcome, type GuestCall } from './guest-call.ts';
import { GuestThread, type GuestDescription, type GuestSettings } from './guest-thread.ts';
import { endOverrun, failJob, settleOverrun, type ThreadEnd } from './interrupted-job.ts';
import type { Job } from './job.ts';
import type { RunningCall } from './progress.ts';

export interface GuestOptions {
  readonly settings: GuestSettings;
  /** Longest time from the thread's start until the guest is initialised; whole milliseconds. */
  readonly startTimeoutMs: number;
  /** All threads of the guest count their statements there. */
  readonly statementCounts: StatementCounts;
  /** Called once before `init`, which waits for it, when another version is replaced. */
  readonly onPrepared: () => Promise<void>;
  readonly logger: Logger;
  /** The guest cannot be started again: whoever hosts it has to end. */
  readonly onLost: (error: ForgeError) => void;
  /** Ends the process at once; for a thread that nothing else can end. */
  readonly killProcess: (why: ForgeError) => void;
}

/** Batches given to the thread ahead of the running one, so that it never waits for the next. */
const window = 4;
const terminateGraceMs = 1_000;
const suspicionMs = 100;
const unavailableCode = 'EXTENSION_UNAVAILABLE';
const restarting = 'It is being restarted; nothing was done. Try again in a moment.';
/** How long the last answers may take before the process is ended; milliseconds. */
const answerGraceMs = 250;

/**
 * A guest that can be called: queues calls for its thread, watches how long they run, and starts another
 * thread when one has to be ended.
 */
export class Guest {
  readonly description: GuestDescription;
  readonly #options: GuestOptions;
  readonly #queue = new CallQueue();
  readonly #given = new Map<number, Job>();
  #thread: GuestThread;
  /** `abandoned`: the process is about to be ended from under the thread. */
  #state: 'running' | 'replacing' | 'abandoned' | 'ended' = 'running';
  #watchdog: NodeJS.Timeout | undefined;
  /** When the thread last got work or gave some back; `performance.now()`. */
  #lastSign = 0;
  /** Who waits until no mutation runs; `undefined`: mutations may run. */
  #heldBy: (() => void)[] | undefined;

  /** @throws ForgeError when the guest cannot be started */
  static async start(options: GuestOptions): Promise<Guest> {
    const started: { guest?: Guest } = {};
    const thread = newThread(options, () => started.guest);
    const description = await loadedOrEnded(thread, options);
    // A thread that follows it starts on what is stored by then.
    const later = { ...options, settings: { ...options.settings, replaces: false } };
    started.guest = new Guest(later, thread, description);
    return started.guest;
  }

  private constructor(options: GuestOptions, thread: GuestThread, description: GuestDescription) {
    this.#options = options;
    this.#thread = thread;
    this.description = description;
  }

  /**
   * @param calls exactly one when `mode` is `write`
   * @param deadline of the client, on the clock of `performance.now()`; ends the waiting, not the running
   * @returns an outcome for each call, in order; never rejects
   */
  call(mode: CallMode, calls: readonly GuestCall[], deadline: number): Promise<readonly CallOutcome[]> {
    if (this.#state === 'ended') return Promise.resolve(calls.map(() => unavailable()));
    if (this.#state === 'abandoned' && mode === 'write') {
      return Promise.resolve(calls.map(() => unavailable(restarting)));
    }
    const outcomes = this.#queue.add(mode, calls, deadline);
    this.#pump();
    return outcomes;
  }

  /** Stores what `init` has written. @throws ForgeError when it can't be */
  commit(): Promise<void> {
    return this.#thread.commit();
  }

  /** No mutation begins from now on: they wait. Resolves when none runs any more. */
  holdWrites(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    (this.#heldBy ??= []).push(resolve);
    this.#noteHeld();
    return promise;
  }

  releaseWrites(): void {
    this.#heldBy = undefined;
    this.#pump();
  }

  async shutdown(graceMs: number): Promise<void> {
    this.#state = 'ended';
    clearTimeout(this.#watchdog);
    if (await this.#thread.shutdown(graceMs)) return;
    if (!(await this.#thread.terminate(terminateGraceMs))) {
      this.#options.killProcess(this.#timeout(`did not shut down within ${graceMs} ms`));
    }
  }

  done(batchId: number, outcomes: readonly CallOutcome[]): void {
    const job = this.#given.get(batchId);
    this.#lastSign = performance.now();
    this.#given.delete(batchId);
    job?.settle(outcomes);
    this.#noteHeld();
    this.#pump();
  }

  /** The thread ended by itself: the running call goes down with it, the rest waits for the next thread. */
  lost(error: ForgeError): void {
    if (this.#state !== 'running') return;
    this.#options.logger.warn(error.toLog(), 'the thread of the guest ended; starting another');
    void this.#replace({ code: 'EXTENSION_TRAPPED', message: error.message });
  }

  #pump(): void {
    while (this.#state === 'running' && this.#given.size < window) {
      const job = this.#queue.next(this.#heldBy === undefined ? 'any' : 'reads');
      if (job === undefined) break;
      if (this.#given.size === 0) this.#lastSign = performance.now();
      this.#given.set(job.id, job);
      this.#thread.run({ id: job.id, mode: job.mode, calls: job.calls, apart: job.apart });
    }
    if (this.#given.size > 0 && this.#watchdog === undefined)
      this.#watch(this.#options.settings.limits.callTimeoutMs);
  }

  /** @param suspectedAt the last sign of a thread that seemed to be busy outside of calls */
  #watch(delayMs: number, suspectedAt?: number): void {
    this.#watchdog = setTimeout(() => {
      this.#watchdog = undefined;
      const running = this.#thread.running();
      const { callTimeoutMs } = this.#options.settings.limits;
      // One that has work and is in no call is busy with something else, which it should not be.
      const elapsedMs =
        running === undefined
          ? performance.now() - this.#lastSign
          : Number((process.hrtime.bigint() - running.since) / 1_000_000n);
      if (this.#state !== 'running' || this.#given.size === 0) return;
      if (elapsedMs < callTimeoutMs) {
        this.#watch(Math.max(1, callTimeoutMs - elapsedMs));
        return;
      }
      // Its answer may be waiting for this thread, which has been busy itself: it gets the time to be read.
      if (running === undefined && suspectedAt !== this.#lastSign) {
        this.#watch(suspicionMs, this.#lastSign);
        return;
      }
      this.#options.logger.warn({ elapsedMs }, 'a call ran too long; ending the thread of the guest');
      void this.#replace({ code: 'EXTENSION_TIMEOUT', message: 'The call ran too long and was ended.' });
    }, delayMs);
    this.#watchdog.unref();
  }

  async #replace(end: ThreadEnd): Promise<void> {
    this.#state = 'replacing';
    clearTimeout(this.#watchdog);
    this.#watchdog = undefined;
    const running = this.#thread.running();
    const interrupted = [...this.#given.values()];
    this.#given.clear();
    if (!(await this.#thread.terminate(terminateGraceMs))) {
      this.#abandon(interrupted, running, end);
      return;
    }
    if (this.#isEnded()) {
      for (const job of interrupted) failJob(job, unavailableCode, restarting);
      return;
    }
    const again = interrupted.flatMap((job) =>
      job.id === running?.batch ? settleOverrun(job, running, end) : [job],
    );
    this.#queue.putBack(again);
    try {
      this.#thread = newThread(this.#options, () => this);
      await loadedOrEnded(this.#thread, this.#options);
    } catch (error) {
      if (!this.#isEnded()) this.#end(ForgeError.from(error, 'EXTENSION_INIT_FAILED'));
      return;
    }
    if (this.#isEnded()) return;
    this.#state = 'running';
    this.#noteHeld();
    this.#pump();
  }

  #noteHeld(): void {
    if (this.#state === 'replacing' || this.#heldBy === undefined) return;
    if ([...this.#given.values()].some(({ mode }) => mode === 'write')) return;
    for (const held of this.#heldBy.splice(0)) held();
  }

  /**
   * A statement in the database can't be interrupted: the process has to end. Whoever waits for that call is told
   * so first, or the gateway would repeat it on the next process; so is whoever wants to write, or its fate would be
   * unknown. Other reads break off with the process, and the gateway repeats them.
   */
  #abandon(interrupted: readonly Job[], running: RunningCall | undefined, end: ThreadEnd): void {
    this.#state = 'abandoned';
    for (const job of [...interrupted, ...this.#queue.drain()]) {
      if (job.id === running?.batch) {
        endOverrun(job, running, end, (rest) => failJob(rest, unavailableCode, restarting));
      } else if (job.mode === 'write') failJob(job, unavailableCode, restarting);
    }
    const why = this.#timeout('is inside of a statement of its database that never ends');
    setTimeout(() => this.#options.killProcess(why), answerGraceMs);
  }

  #timeout(what: string): ForgeError {
    const { extension } = this.#options.settings;
    return new ForgeError('EXTENSION_TIMEOUT', `The extension "${extension}" ${what}.`, {
      extension,
      remedy: 'Its process is ended; its author has to mend that.',
    });
  }

  #isEnded(): boolean {
    return this.#state === 'ended';
  }

  #end(error: ForgeError): void {
    this.#state = 'ended';
    for (const job of this.#queue.drain()) failJob(job, 'EXTENSION_UNAVAILABLE', error.message);
    this.#options.onLost(error);
  }
}

function newThread(options: GuestOptions, guest: () => Guest | undefined): GuestThread {
  return new GuestThread(
    options.settings,
    options.startTimeoutMs,
    {
      onPrepared: options.onPrepared,
      onDone: (id, outcomes) => guest()?.done(id, outcomes),
      onLost: (error) => guest()?.lost(error),
    },
    options.statementCounts.buffer,
    options.logger,
  );
}

async function loadedOrEnded(thread: GuestThread, options: GuestOptions): Promise<GuestDescription> {
  try {
    return await thread.loaded;
  } catch (error) {
    const why = ForgeError.from(error, 'EXTENSION_INIT_FAILED', { extension: options.settings.extension });
    if (!(await thread.terminate(terminateGraceMs))) options.killProcess(why);
    throw why;
  }
}

function unavailable(message = 'It is being stopped.'): CallOutcome {
  return notAnswered(unavailableCode, message);
}
