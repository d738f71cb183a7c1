import { readFileSync } from 'node:fs';
import { createLogger } from '@forgepoint/common/logging.ts';
import { ProcessWatch } from '@forgepoint/common/metrics/process-figures.ts';
import { bindAddress } from '../../gateway/fleet/listening-socket.ts';
import { ServingCounts } from '../../gateway/observability/serving-counts.ts';
import { defaultRequestLimits } from '../../gateway/request-limits.ts';
import { createDataPlane } from '../../gateway/serving/data-plane.ts';
import { loadTracer } from '../../gateway/tracing/load-tracer.ts';
import { NoCounts } from './uncounted.ts';

/** A process that serves clients: `counted` or `uncounted`, a supergraph, and its subgraphs as `name=url`. */
const [, , how = '', supergraph = '', ...subgraphs] = process.argv;
const counts = how === 'counted' ? new ServingCounts() : new NoCounts();
// It wakes the process up by itself, as it does in a gateway.
const watch = how === 'counted' ? new ProcessWatch(20) : undefined;
const tracer = await loadTracer(process.env);
const plane = createDataPlane({
  host: '127.0.0.1',
  allowedHosts: null,
  requestTimeoutMs: 10_000,
  apiToken: null,
  introspection: true,
  limits: defaultRequestLimits,
  counts,
  requestLog: 'failed',
  tracer,
  logger: createLogger('gateway', 'info'),
  onUsed: () => undefined,
  readiness: () => Promise.resolve({ ready: true, serving: true, subgraphs: [] }),
});
const { port, fd } = await bindAddress('127.0.0.1', 0);
const endpoints = subgraphs.map((subgraph) => {
  const [name = '', url = ''] = subgraph.split('=');
  return [name, { name, target: { kind: 'url' as const, url }, internalToken: 'x'.repeat(32) }] as const;
});
await plane.load({ id: 1, supergraphSdl: readFileSync(supergraph, 'utf8'), endpoints: new Map(endpoints) });
await plane.accept(fd);
process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}/graphql` })}\n`);
process.once('SIGTERM', () => {
  watch?.figures();
  process.exit();
});
