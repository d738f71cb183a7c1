import type { DurationFigures } from '@forgepoint/common/metrics/durations.ts';
import type { ErrorFigures } from '@forgepoint/common/metrics/error-counts.ts';
import type { Metric } from '@forgepoint/common/metrics/exposition.ts';
import type { Readiness } from '../generation.ts';
import type { SubgraphRecord } from './subgraph-record.ts';

export interface GraphFigures {
  readonly readiness: Readiness;
  /** Those that this gateway runs, by name. */
  readonly subgraphs: ReadonlyMap<string, SubgraphRecord>;
  readonly servingRestarts: number;
  readonly swaps: DurationFigures;
  readonly swapFailures: ErrorFigures;
}

/** What became of the graph and of the processes behind it. */
export function graphMetrics(figures: GraphFigures): readonly Metric[] {
  const { readiness, subgraphs, servingRestarts, swaps, swapFailures } = figures;
  const each = (valueOf: (record: SubgraphRecord) => number) =>
    [...subgraphs].map(([subgraph, record]) => ({ labels: { subgraph }, value: valueOf(record) }));
  return [
    {
      name: 'forgepoint_subgraph_ready',
      help: 'Whether a subgraph answers: 1, or 0.',
      type: 'gauge',
      values: readiness.subgraphs.map(({ name, state }) => ({
        labels: { subgraph: name },
        value: state === 'ready' ? 1 : 0,
      })),
    },
    {
      name: 'forgepoint_subgraph_restarts_total',
      help: 'Processes of subgraphs that ended by themselves and were started again.',
      type: 'counter',
      values: each(({ restarts }) => restarts),
    },
    {
      name: 'forgepoint_subgraph_quarantines_total',
      help: 'Subgraphs that were left alone after too many crashes.',
      type: 'counter',
      values: each(({ quarantines }) => quarantines),
    },
    {
      name: 'forgepoint_serving_restarts_total',
      help: 'Processes that serve clients that ended by themselves and were replaced.',
      type: 'counter',
      values: [{ labels: {}, value: servingRestarts }],
    },
    {
      name: 'forgepoint_swap_duration_seconds',
      help: 'Generations of the graph that took the place of another: from being handed over until clients were served by it.',
      type: 'histogram',
      values: [{ labels: {}, value: swaps }],
    },
    {
      name: 'forgepoint_swap_failures_total',
      help: 'Versions of extensions, and whole generations, that were not served.',
      type: 'counter',
      values: Object.entries(swapFailures).map(([code, value]) => ({ labels: { code }, value })),
    },
  ];
}
