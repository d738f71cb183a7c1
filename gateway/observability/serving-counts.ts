import {
  addDurations,
  Durations,
  noDurations,
  type DurationFigures,
} from '@forgepoint/common/metrics/durations.ts';
import { addErrors, ErrorCounts, type ErrorFigures } from '@forgepoint/common/metrics/error-counts.ts';
import type { ProcessFigures } from '@forgepoint/common/metrics/process-figures.ts';
import { addFetches, FetchCounts, type FetchFigures } from './fetch-counts.ts';
import type { OperationKind, RequestRecord } from './request-record.ts';

/**
 * How a request ended. `errors`: with errors beside data or in its place. `refused`: with a status of 400 to 499.
 * `failed`: with one from 500. `abandoned`: the client went before there was an answer.
 */
export type Outcome = 'success' | 'errors' | 'refused' | 'failed' | 'abandoned';

export const operationKinds: readonly OperationKind[] = ['query', 'mutation', 'unknown'];
export const outcomes: readonly Outcome[] = ['success', 'errors', 'refused', 'failed', 'abandoned'];

/** What processes that serve clients have done, since each began. */
export interface RequestFigures {
  readonly durations: Readonly<Record<OperationKind, DurationFigures>>;
  readonly outcomes: Readonly<Record<OperationKind, Readonly<Record<Outcome, number>>>>;
  readonly errors: ErrorFigures;
  /** By subgraph. */
  readonly fetches: Readonly<Record<string, FetchFigures>>;
}

/** What a serving process tells of itself. */
export interface ServingFigures {
  readonly process: ProcessFigures;
  readonly requests: RequestFigures;
  readonly inFlight: number;
}

/** Counts what a serving process does for its clients. */
export class ServingCounts {
  readonly #durations = forEachKind(() => new Durations());
  readonly #outcomes = forEachKind(noOutcomes);
  readonly #errors = new ErrorCounts();
  readonly #fetches = new Map<string, FetchCounts>();
  #inFlight = 0;

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Each one is followed by `ended`. */
  began(): void {
    this.#inFlight += 1;
  }

  /** @param milliseconds that it took */
  ended({ kind, codes }: RequestRecord, outcome: Outcome, milliseconds: number): void {
    this.#inFlight -= 1;
    this.#durations[kind].note(milliseconds / 1_000);
    this.#outcomes[kind][outcome] += 1;
    for (const code of codes) this.#errors.note(code);
  }

  /** To a subgraph: the same counts whenever it is asked for. */
  fetchesOf(subgraph: string): FetchCounts {
    const known = this.#fetches.get(subgraph);
    if (known !== undefined) return known;
    const counts = new FetchCounts();
    this.#fetches.set(subgraph, counts);
    return counts;
  }

  figures(): RequestFigures {
    return {
      durations: forEachKind((kind) => this.#durations[kind].figures()),
      outcomes: forEachKind((kind) => ({ ...this.#outcomes[kind] })),
      errors: this.#errors.figures(),
      fetches: Object.fromEntries([...this.#fetches].map(([name, counts]) => [name, counts.figures()])),
    };
  }
}

/** @param status of HTTP */
export function outcomeOf(status: number, { codes }: RequestRecord, isClientGone: boolean): Outcome {
  if (isClientGone) return 'abandoned';
  if (status >= 500) return 'failed';
  if (status >= 400) return 'refused';
  return codes.length > 0 ? 'errors' : 'success';
}

export function noRequests(): RequestFigures {
  return {
    durations: forEachKind(() => noDurations),
    outcomes: forEachKind(noOutcomes),
    errors: {},
    fetches: {},
  };
}

export function addRequests(one: RequestFigures, other: RequestFigures): RequestFigures {
  return {
    durations: forEachKind((kind) => addDurations(one.durations[kind], other.durations[kind])),
    outcomes: forEachKind((kind) => {
      const sum = noOutcomes();
      for (const outcome of outcomes)
        sum[outcome] = one.outcomes[kind][outcome] + other.outcomes[kind][outcome];
      return sum;
    }),
    errors: addErrors(one.errors, other.errors),
    fetches: addFetches(one.fetches, other.fetches),
  };
}

function noOutcomes(): Record<Outcome, number> {
  return { success: 0, errors: 0, refused: 0, failed: 0, abandoned: 0 };
}

function forEachKind<Value>(make: (kind: OperationKind) => Value): Record<OperationKind, Value> {
  return { query: make('query'), mutation: make('mutation'), unknown: make('unknown') };
}
