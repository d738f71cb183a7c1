import { Durations, durationNumbers, type DurationFigures } from './durations.ts';

/** What the statements of an extension have used, since its process began. */
export interface StatementFigures {
  readonly durations: DurationFigures;
  /** Read, or changed. */
  readonly rows: number;
  readonly failed: number;
}

const rowsAt = durationNumbers;
const failedAt = durationNumbers + 1;

/** Counts SQL statements in memory that two threads share: the guest's writes, the main one reads. */
export class StatementCounts {
  readonly buffer: SharedArrayBuffer;
  readonly #numbers: Float64Array;
  readonly #durations: Durations;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer((durationNumbers + 2) * 8)) {
    this.buffer = buffer;
    this.#numbers = new Float64Array(buffer);
    this.#durations = new Durations(this.#numbers.subarray(0, durationNumbers));
  }

  note(seconds: number, rows: number, hasFailed: boolean): void {
    const numbers = this.#numbers;
    this.#durations.note(seconds);
    numbers[rowsAt] = (numbers[rowsAt] ?? 0) + rows;
    if (hasFailed) numbers[failedAt] = (numbers[failedAt] ?? 0) + 1;
  }

  figures(): StatementFigures {
    return {
      durations: this.#durations.figures(),
      rows: this.#numbers[rowsAt] ?? 0,
      failed: this.#numbers[failedAt] ?? 0,
    };
  }
}
