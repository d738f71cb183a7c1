import {
  addDurations,
  Durations,
  noDurations,
  type DurationFigures,
} from '@forgepoint/common/metrics/durations.ts';
import { addErrors, ErrorCounts, type ErrorFigures } from '@forgepoint/common/metrics/error-counts.ts';

/** What requests to one subgraph have come to. */
export interface FetchFigures {
  readonly durations: DurationFigures;
  /** Of those that got no answer. */
  readonly errors: ErrorFigures;
  /** Sent once more, since the connection had ended. */
  readonly retries: number;
}

/** Counts the requests to one subgraph. */
export class FetchCounts {
  readonly #durations = new Durations();
  readonly #errors = new ErrorCounts();
  #retries = 0;

  /** @param startedAt `performance.now()` */
  ended(startedAt: number): void {
    this.#durations.note((performance.now() - startedAt) / 1_000);
  }

  failed(code: unknown): void {
    this.#errors.note(code);
  }

  retried(): void {
    this.#retries += 1;
  }

  figures(): FetchFigures {
    return {
      durations: this.#durations.figures(),
      errors: this.#errors.figures(),
      retries: this.#retries,
    };
  }
}

const noFetches: FetchFigures = { durations: noDurations, errors: {}, retries: 0 };

type BySubgraph = Readonly<Record<string, FetchFigures>>;

export function addFetches(one: BySubgraph, other: BySubgraph): BySubgraph {
  const sum: Record<string, FetchFigures> = { ...one };
  for (const [name, { durations, errors, retries }] of Object.entries(other)) {
    const known = sum[name] ?? noFetches;
    sum[name] = {
      durations: addDurations(known.durations, durations),
      errors: addErrors(known.errors, errors),
      retries: known.retries + retries,
    };
  }
  return sum;
}
