/** Runs the same work again and again, never twice at once; what is asked for while it runs makes one more run. */
export class SerialLoop {
  readonly #work: () => Promise<void>;
  #isWanted = false;
  #running: Promise<void> | undefined;
  #hasEnded = false;

  /** @param work never rejects */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Resolves when a run that began after this call has ended. */
  request(): Promise<void> {
    this.#isWanted = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Resolves when nothing runs and nothing will. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#isWanted && !this.#hasEnded) {
      this.#isWanted = false;
      await this.#work();
    }
    this.#running = undefined;
  }
}
