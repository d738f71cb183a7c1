import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../temporary-folder.ts';
import { cpuTimeOf } from '../gateway/cpu-time.ts';
import { startSubgraphs, supergraphOf } from '../gateway/gateway.ts';
import { Load } from '../gateway/load.ts';
import { Peer } from '../gateway/peer.ts';
import { operations } from '../gateway/schema.ts';
import { RequestRecord } from '../../gateway/observability/request-record.ts';
import { ServingCounts } from '../../gateway/observability/serving-counts.ts';

const program = fileURLToPath(new URL('serving-program.ts', import.meta.url));
const warmUpRequests = 3_000;
const requests = 1_000;
const rounds = 20;

interface Contestant {
  readonly name: string;
  readonly how: 'counted' | 'uncounted';
  readonly isTraced: boolean;
}

const contestants: readonly Contestant[] = [
  { name: 'nothing is counted', how: 'uncounted', isTraced: false },
  { name: 'as it is', how: 'counted', isTraced: false },
  { name: 'and every request is traced', how: 'counted', isTraced: true },
];

/** What counting and tracing cost a request. @returns a table */
export async function benchObservability(): Promise<string> {
  using folder = temporaryFolder();
  using subgraphs = await startSubgraphs();
  await using collector = await startCollector();
  const supergraph = join(folder.path, 'supergraph.graphql');
  writeFileSync(supergraph, supergraphOf(subgraphs.urls));
  const targets = Object.entries(subgraphs.urls).map(([name, url]) => `${name}=${url}`);
  await using running = new AsyncDisposableStack();
  const peers: Peer[] = [];
  for (const { name, how, isTraced } of contestants) {
    const args = [program, how, supergraph, ...targets];
    const env: Readonly<Record<string, string>> = isTraced
      ? { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }
      : {};
    peers.push(running.use(await Peer.start({ name, args, cwd: folder.path, env })));
  }
  const sections: string[] = [];
  for (const [name, query] of Object.entries(operations)) {
    sections.push(table(`${name}: \`${query}\``, await measure(query, peers)));
  }
  return [...sections, `Counting alone: ${countingNanos()} ns for a request with one fetch.`, ''].join('\n');
}

/** @returns nanoseconds of this thread */
function countingNanos(): number {
  const times = 1_000_000;
  const counts = new ServingCounts();
  const fetches = counts.fetchesOf('core');
  const record = new RequestRecord();
  record.executes('query', undefined);
  const before = process.cpuUsage().user;
  for (let count = 0; count < times; count += 1) {
    counts.began();
    fetches.ended(performance.now());
    counts.ended(record, 'success', 1);
  }
  return Math.round(((process.cpuUsage().user - before) * 1_000) / times);
}

/** @returns of each peer, what it took for a request in each round; microseconds */
async function measure(query: string, peers: readonly Peer[]): Promise<ReadonlyMap<Peer, readonly number[]>> {
  await using stack = new AsyncDisposableStack();
  const loads = peers.map((peer) => ({ peer, load: stack.use(new Load(peer.url)) }));
  const samples = new Map<Peer, number[]>(peers.map((peer) => [peer, []]));
  let expected = '';
  for (const { load } of loads) {
    expected = (await load.ask(query)).trimEnd();
    await load.run(query, warmUpRequests, expected);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const { peer, load } of round % 2 === 0 ? loads : loads.toReversed()) {
      const before = cpuTimeOf(peer.pid);
      await load.run(query, requests, expected);
      samples.get(peer)?.push(((cpuTimeOf(peer.pid) - before) * 1_000) / requests);
    }
  }
  return samples;
}

/** Of all rounds together: the processor's time is told in steps of 10 ms. */
function table(title: string, samples: ReadonlyMap<Peer, readonly number[]>): string {
  const [first = []] = samples.values();
  const rows = [...samples].map(
    ([{ name }, values]) =>
      `| ${name} | ${mean(values).toFixed(0)} µs | ${(mean(values) / mean(first)).toFixed(3)} |`,
  );
  return [`### ${title}`, '', '|  | CPU per request | ratio |', '| --- | --- | --- |', ...rows, ''].join(
    '\n',
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function startCollector(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
