import type { ComposedSubgraph } from '../compose.ts';
import type { Composed } from '../composition-failure.ts';
import { ComposerProcess } from './composer-process.ts';

const defaultHeapMebibytes = 512;

/**
 * Composes in a process of its own, which is killed when it takes too long: nothing else ends a composition. The
 * first job starts it, jobs follow one after the other, and it ends when this is disposed of or `stopping` says so.
 */
export class Composer implements AsyncDisposable {
  readonly #stopping: AbortSignal;
  readonly #heapMebibytes: number;
  #process: ComposerProcess | undefined;

  /** @param heapMebibytes what composing may take of JavaScript's heap */
  constructor(stopping: AbortSignal, heapMebibytes = defaultHeapMebibytes) {
    this.#stopping = stopping;
    this.#heapMebibytes = heapMebibytes;
  }

  /** PID of the process; `undefined` while there is none. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * @param budgetMs for composing; the start of the process doesn't count
   * @throws ForgeError COMPOSITION_FAILED when no process starts; the reason of `stopping`
   */
  async compose(subgraphs: readonly ComposedSubgraph[], budgetMs: number): Promise<Composed> {
    const end = (): void => void this[Symbol.asyncDispose]();
    this.#stopping.throwIfAborted();
    this.#stopping.addEventListener('abort', end);
    try {
      this.#process ??= await ComposerProcess.start(this.#heapMebibytes);
      if (this.#stopping.aborted) await this.#process.kill();
      const composed = await this.#process.compose(subgraphs, budgetMs);
      this.#stopping.throwIfAborted();
      if (composed.kind === 'over-budget') await this[Symbol.asyncDispose]();
      return composed;
    } finally {
      this.#stopping.removeEventListener('abort', end);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    await running?.kill();
  }
}
