import type { Metric } from '@forgepoint/common/metrics/exposition.ts';
import { byCode } from '@forgepoint/common/metrics/subgraph-metrics.ts';
import type { FetchFigures } from './fetch-counts.ts';
import { operationKinds, outcomes, type RequestFigures } from './serving-counts.ts';

/** What clients have asked for, and what of it subgraphs were asked. */
export function requestMetrics(figures: RequestFigures, inFlight: number): readonly Metric[] {
  const fetches = new Map(Object.entries(figures.fetches));
  const each = <Value>(valueOf: (fetch: FetchFigures) => Value) =>
    [...fetches].map(([subgraph, fetch]) => ({ labels: { subgraph }, value: valueOf(fetch) }));
  return [
    {
      name: 'forgepoint_requests_total',
      help: 'GraphQL requests of clients, by how they ended.',
      type: 'counter',
      values: operationKinds.flatMap((kind) =>
        outcomes.map((outcome) => ({
          labels: { operation: kind, outcome },
          value: figures.outcomes[kind][outcome],
        })),
      ),
    },
    {
      name: 'forgepoint_request_duration_seconds',
      help: 'GraphQL requests of clients, from their head to the end of the answer.',
      type: 'histogram',
      values: operationKinds.map((kind) => ({
        labels: { operation: kind },
        value: figures.durations[kind],
      })),
    },
    {
      name: 'forgepoint_request_errors_total',
      help: 'Requests whose answer had an error of that code.',
      type: 'counter',
      values: Object.entries(figures.errors).map(([code, value]) => ({ labels: { code }, value })),
    },
    {
      name: 'forgepoint_requests_in_flight',
      help: 'GraphQL requests that are being answered.',
      type: 'gauge',
      values: [{ labels: {}, value: inFlight }],
    },
    {
      name: 'forgepoint_subgraph_fetch_duration_seconds',
      help: 'Requests to subgraphs, waiting for a turn and retries included.',
      type: 'histogram',
      values: each(({ durations }) => durations),
    },
    {
      name: 'forgepoint_subgraph_fetch_errors_total',
      help: 'Requests to subgraphs that got no answer.',
      type: 'counter',
      values: byCode(fetches, 'subgraph', ({ errors }) => errors),
    },
    {
      name: 'forgepoint_subgraph_fetch_retries_total',
      help: 'Requests to subgraphs that were sent once more, since the connection had ended.',
      type: 'counter',
      values: each(({ retries }) => retries),
    },
  ];
}
