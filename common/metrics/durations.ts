/** Upper bounds of the buckets that durations are counted in, each inclusive; seconds. What is longer has a bucket of its own. */
export const durationBounds = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

const buckets = durationBounds.length + 1;
/** Numbers that a {@link Durations} takes: a count for each bucket, and the sum. */
export const durationNumbers: number = buckets + 1;

/** Durations as they cross to another process, since that of their origin began. */
export interface DurationFigures {
  /** How many fell into each bucket. */
  readonly counts: readonly number[];
  readonly sumSeconds: number;
}

export const noDurations: DurationFigures = { counts: Array<number>(buckets).fill(0), sumSeconds: 0 };

/** Counts durations, without allocating anything. */
export class Durations {
  readonly #numbers: Float64Array;

  /** @param numbers {@link durationNumbers} of them, in shared memory for one that another thread reads */
  constructor(numbers: Float64Array = new Float64Array(durationNumbers)) {
    this.#numbers = numbers;
  }

  /** @param times for how many things that took as long together */
  note(seconds: number, times = 1): void {
    const numbers = this.#numbers;
    let bucket = 0;
    while (bucket < durationBounds.length && seconds > (durationBounds[bucket] ?? 0)) bucket += 1;
    numbers[bucket] = (numbers[bucket] ?? 0) + times;
    numbers[buckets] = (numbers[buckets] ?? 0) + seconds * times;
  }

  figures(): DurationFigures {
    return { counts: [...this.#numbers.subarray(0, buckets)], sumSeconds: this.#numbers[buckets] ?? 0 };
  }
}

export function countOf({ counts }: DurationFigures): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

export function addDurations(one: DurationFigures, other: DurationFigures): DurationFigures {
  return {
    counts: one.counts.map((count, bucket) => count + (other.counts[bucket] ?? 0)),
    sumSeconds: one.sumSeconds + other.sumSeconds,
  };
}

/**
 * As Prometheus' `histogram_quantile` estimates it: evenly spread within a bucket.
 * @param quantile from 0 to 1
 * @returns seconds, the largest bound when it lies beyond; `undefined` when nothing was counted
 */
export function quantileOf(figures: DurationFigures, quantile: number): number | undefined {
  const total = countOf(figures);
  if (total === 0) return undefined;
  let below = 0;
  for (const [bucket, count] of figures.counts.entries()) {
    const upper = durationBounds[bucket];
    if (upper === undefined) break;
    if (count > 0 && below + count >= quantile * total) {
      const lower = durationBounds[bucket - 1] ?? 0;
      return lower + (upper - lower) * ((quantile * total - below) / count);
    }
    below += count;
  }
  return durationBounds[durationBounds.length - 1];
}
