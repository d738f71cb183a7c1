import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import { countOf, Durations, quantileOf } from '@forgepoint/common/metrics/durations.ts';
import { ErrorCounts } from '@forgepoint/common/metrics/error-counts.ts';
import { exposed, expositionContentType, type Metric } from '@forgepoint/common/metrics/exposition.ts';
import { ProcessWatch } from '@forgepoint/common/metrics/process-figures.ts';
import {
  guestMetrics,
  processMetrics,
  type ProcessEntry,
} from '@forgepoint/common/metrics/subgraph-metrics.ts';
import { noGuestFigures } from '@forgepoint/common/metrics/subgraph-figures.ts';
import { within } from '@forgepoint/common/within.ts';
import type { Readiness } from '../generation.ts';
import type { FleetObserver } from './fleet-observer.ts';
import type { GraphObserver } from './graph-observer.ts';
import { graphMetrics } from './graph-metrics.ts';
import { Ledger } from './ledger.ts';
import { requestMetrics } from './request-metrics.ts';
import { addRequests, noRequests, type RequestFigures, type ServingFigures } from './serving-counts.ts';
import { SubgraphRecord } from './subgraph-record.ts';
import type { SubgraphObserver } from './subgraph-observer.ts';

/** What the calls of an extension have come to since the gateway began, over all of its processes. */
export interface CallsOfExtension {
  readonly calls: number;
  readonly errors: number;
  /** Estimates; `null` before the first call. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Units. */
  readonly fuel: number;
}

const watchResolutionMs = 20;
/** A process that is stuck doesn't keep the figures of the others from being told; milliseconds. */
const patienceMs = 500;

/** Gathers what all processes of this gateway have done, and tells it to monitoring. */
export class Metrics implements FleetObserver, GraphObserver {
  readonly contentType: string = expositionContentType;
  readonly #readiness: () => Readiness;
  readonly #watch = new ProcessWatch(watchResolutionMs);
  readonly #serving = new Ledger<ServingFigures, RequestFigures>(noRequests(), (sum, { requests }) =>
    addRequests(sum, requests),
  );
  readonly #subgraphs = new Map<string, SubgraphRecord>();
  readonly #swaps = new Durations();
  readonly #swapFailures = new ErrorCounts();
  #servingRestarts = 0;

  constructor(readiness: () => Readiness) {
    this.#readiness = readiness;
  }

  readonly began: FleetObserver['began'] = (run) => this.#serving.began(run);
  readonly ended: FleetObserver['ended'] = (run) => this.#serving.ended(run);

  restarting(): void {
    this.#servingRestarts += 1;
  }

  subgraph(name: string): SubgraphObserver {
    const known = this.#subgraphs.get(name);
    if (known !== undefined) return known;
    const record = new SubgraphRecord();
    this.#subgraphs.set(name, record);
    return record;
  }

  swapped(seconds: number): void {
    this.#swaps.note(seconds);
  }

  swapFailed(code: ErrorCode): void {
    this.#swapFailures.note(code);
  }

  /** As of the last two seconds or so; `undefined` for one that this gateway never ran, and for the core. */
  callsOf(extension: string): CallsOfExtension | undefined {
    const record = this.#subgraphs.get(extension);
    if (record === undefined || extension === coreSubgraph) return undefined;
    // Until its first process has told something, nothing was called.
    const guest = record.guest() ?? noGuestFigures;
    const milliseconds = (quantile: number): number | null => {
      const seconds = quantileOf(guest.calls, quantile);
      return seconds === undefined ? null : seconds * 1_000;
    };
    return {
      calls: countOf(guest.calls),
      errors: Object.values(guest.errors).reduce((sum, count) => sum + count, 0),
      p50Ms: milliseconds(0.5),
      p99Ms: milliseconds(0.99),
      fuel: guest.fuel,
    };
  }

  /** Asks every process, and waits half a second at most for those that don't answer. */
  async text(): Promise<string> {
    const asked = [this.#serving.ask(), ...[...this.#subgraphs.values()].map((record) => record.ask())];
    await Promise.all(asked.map((one) => within(one, patienceMs)));
    return exposed(this.#metrics());
  }

  #metrics(): readonly Metric[] {
    const serving = this.#serving.running();
    const guests = new Map(
      [...this.#subgraphs].flatMap(([name, record]) => {
        const guest = record.guest();
        return guest === undefined ? [] : [[name, guest] as const];
      }),
    );
    const processes: readonly ProcessEntry[] = [
      { process: 'control', extension: '', figures: this.#watch.figures() },
      ...serving.map(({ process }) => ({ process: 'serving', extension: '', figures: process })),
      ...[...this.#subgraphs].flatMap(([name, record]) =>
        record
          .processes()
          .map((figures) =>
            name === coreSubgraph
              ? { process: 'core', extension: '', figures }
              : { process: 'host', extension: name, figures },
          ),
      ),
    ];
    return [
      ...requestMetrics(
        this.#serving.total(),
        serving.reduce((sum, { inFlight }) => sum + inFlight, 0),
      ),
      ...guestMetrics(guests),
      ...graphMetrics({
        readiness: this.#readiness(),
        subgraphs: this.#subgraphs,
        servingRestarts: this.#servingRestarts,
        swaps: this.#swaps.figures(),
        swapFailures: this.#swapFailures.figures(),
      }),
      ...processMetrics(processes),
    ];
  }
}
