import { hrtime } from 'node:process';

/** How far the running call's transaction is. */
export const phases = { open: 0, committing: 1, committed: 2 } as const;
export type Phase = keyof typeof phases;

/** In the place of an index: several calls of the batch, of which nobody knows the one that runs. */
export const wholeBatch = -1;
/** Steps of a guest's start; until it is loaded, the index in {@link RunningCall} is that of a step. */
export const startStages = [
  'database',
  'instantiation',
  'init',
  'get-info',
  'get-schema',
  'migrations',
] as const;
export type StartStage = (typeof startStages)[number];
/** Stands for the start where a batch's id is expected. */
export const startBatch = 1;

export interface RunningCall {
  readonly batch: number;
  /** Index of the call within the batch, or {@link wholeBatch}. */
  readonly index: number;
  readonly phase: Phase;
  /** `process.hrtime` when the call began; nanoseconds. */
  readonly since: bigint;
}

const idle = 0;
const startOffset = 16;

/**
 * What the guest's thread is doing, written by it and read by the main thread through shared memory,
 * since a thread inside a guest or inside SQLite cannot answer a message.
 */
export class Progress {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #start: BigInt64Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(24)) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer, 0, 3);
    this.#start = new BigInt64Array(buffer, startOffset, 1);
  }

  begin(batch: number, index: number): void {
    Atomics.store(this.#start, 0, hrtime.bigint());
    Atomics.store(this.#words, 1, index);
    Atomics.store(this.#words, 2, phases.open);
    Atomics.store(this.#words, 0, batch);
  }

  enter(phase: Phase): void {
    Atomics.store(this.#words, 2, phases[phase]);
  }

  end(): void {
    Atomics.store(this.#words, 0, idle);
  }

  running(): RunningCall | undefined {
    const batch = Atomics.load(this.#words, 0);
    if (batch === idle) return undefined;
    const phase = Atomics.load(this.#words, 2);
    return {
      batch,
      index: Atomics.load(this.#words, 1),
      phase: phase === phases.committed ? 'committed' : phase === phases.committing ? 'committing' : 'open',
      since: Atomics.load(this.#start, 0),
    };
  }
}
