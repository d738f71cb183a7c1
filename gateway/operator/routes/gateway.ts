import { z } from 'zod';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { hostVersion } from '@forgepoint/common/version.ts';
import { reportShape, statusShape } from '../../operated/shapes.ts';
import type { Route } from '../route.ts';
import type { View } from '../view.ts';

/** Figures of the gateway for a collector, in a text format. */
export interface Metrics {
  text(): Promise<string>;
  readonly contentType: string;
}

export interface GatewayRoutesOptions {
  readonly view: View;
  /** Where clients are served. */
  readonly publicUrl: string;
  readonly startedAt: Date;
  readonly metrics: Metrics | undefined;
}

const sdlType = 'application/graphql; charset=utf-8';

export function gatewayRoutes({
  view,
  publicUrl,
  startedAt,
  metrics,
}: GatewayRoutesOptions): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/healthz',
      id: 'getHealth',
      summary: 'Whether the process that supervises and composes is alive.',
      isOpen: true,
      answer: z.object({ status: z.literal('alive') }),
      handle: () => ({ json: { status: 'alive' } }),
    },
    ...(metrics === undefined ? [] : [metricsRoute(metrics)]),
    {
      method: 'GET',
      path: '/v1/status',
      id: 'getStatus',
      summary: 'The gateway and its subgraphs, the core among them.',
      answer: statusShape,
      handle: () => {
        const { ready, serving } = view.readiness;
        return {
          json: {
            version: hostVersion,
            pid: process.pid,
            startedAt: startedAt.toISOString(),
            url: publicUrl,
            ready,
            serving,
            generation: view.served?.generation ?? 0,
            subgraphs: view.subgraphs(),
          },
        };
      },
    },
    {
      method: 'GET',
      path: '/v1/report',
      id: 'getReport',
      summary: 'What is served and what is not, and why; and what swaps would have taken from clients.',
      answer: reportShape,
      handle: () => ({ json: view.report() }),
    },
    {
      method: 'GET',
      path: '/v1/supergraph',
      id: 'getSupergraph',
      summary: 'The supergraph that clients are served by, as SDL for any federation router.',
      answer: { contentType: sdlType },
      errors: ['EXTENSION_STATE_UNFIT'],
      handle: () => {
        if (view.served !== undefined) return { text: view.served.supergraphSdl, contentType: sdlType };
        throw new ForgeError(
          'EXTENSION_STATE_UNFIT',
          'There is no supergraph yet: the gateway is starting.',
          {
            remedy: 'Try again in a moment.',
          },
        );
      },
    },
  ];
}

function metricsRoute(metrics: Metrics): Route {
  const { contentType } = metrics;
  return {
    method: 'GET',
    path: '/metrics',
    id: 'getMetrics',
    summary: 'Figures for a collector.',
    answer: { contentType },
    handle: async () => ({ text: await metrics.text(), contentType }),
  };
}
