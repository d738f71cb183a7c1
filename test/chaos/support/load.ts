/** What became of one kind of request. */
export interface Outcome {
  answered: number;
  /** Requests that failed, and answers that are wrong. */
  readonly failures: string[];
  /** Longest time until an answer, milliseconds. */
  slowestMs: number;
  /** Requests that were not sent, because too many of their kind waited for an answer: the machine is too slow. */
  heldBack: number;
}

const secondMs = 1_000;
/** Requests of one kind that may wait at once. */
const maxWaiting = 32;

/**
 * Open-loop load: so many requests a second of each kind, whether or not earlier ones are answered, as from clients that
 * don't know of each other.
 */
export class Load implements AsyncDisposable {
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #running = new Set<Promise<void>>();

  /** @param ask throws when the answer is wrong or missing @returns what became of them; complete after `stop` */
  every(perSecond: number, ask: () => Promise<unknown>): Outcome {
    const outcome: Outcome = { answered: 0, failures: [], slowestMs: 0, heldBack: 0 };
    const begun = performance.now();
    let due = 0;
    let waiting = 0;
    const run = async (): Promise<void> => {
      const started = performance.now();
      try {
        waiting += 1;
        await ask();
        outcome.answered += 1;
      } catch (error) {
        outcome.failures.push(error instanceof Error ? error.message : String(error));
      } finally {
        waiting -= 1;
        outcome.slowestMs = Math.max(outcome.slowestMs, performance.now() - started);
      }
    };
    const timer = setInterval(() => {
      for (; due < ((performance.now() - begun) * perSecond) / secondMs; due += 1) {
        if (waiting === maxWaiting) {
          outcome.heldBack += 1;
          continue;
        }
        const one = run().finally(() => this.#running.delete(one));
        this.#running.add(one);
      }
    }, secondMs / perSecond);
    this.#timers.push(timer);
    return outcome;
  }

  /** Sends no more, and waits for what was sent. */
  async stop(): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    await Promise.all(this.#running);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
