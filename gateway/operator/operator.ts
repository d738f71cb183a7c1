import type { RecentLines } from './recent-lines.ts';
import type { Route } from './route.ts';
import { extensionRoutes } from './routes/extensions.ts';
import { gatewayRoutes, type Metrics } from './routes/gateway.ts';
import { logRoutes } from './routes/logs.ts';
import { View, type ViewOptions } from './view.ts';

export interface OperatorOptions extends ViewOptions {
  readonly recent: RecentLines;
  readonly publicUrl: string;
  readonly startedAt: Date;
  /** Served at /metrics. */
  readonly metrics?: Metrics;
}

/** All that the operator's interface takes, in the order in which it is described. */
export function operatorRoutes(options: OperatorOptions): readonly Route[] {
  const { operated, recent, publicUrl, startedAt, metrics } = options;
  const view = new View(options);
  return [
    ...gatewayRoutes({ view, publicUrl, startedAt, metrics }),
    ...extensionRoutes(view, operated?.changes),
    ...logRoutes(recent),
  ];
}
