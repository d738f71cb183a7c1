import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { median } from '../interleaved.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { cpuTimeOf } from './cpu-time.ts';
import { Load } from './load.ts';
import { freePort } from '../../test/support/free-port.ts';
import { installPeers } from './install-peers.ts';
import { Peer, type PeerOptions } from './peer.ts';
import { operations, sdls } from './schema.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const project = fileURLToPath(new URL('../../', import.meta.url));
const warmUpRequests = 3_000;
const requests = 3_000;
const rounds = 7;
const stockName = 'stock ApolloGateway';
const rustName = 'Hive Gateway, Rust planner';

/** What a request costs the gateway, beside other gateways. @returns a table */
export async function benchGateway(): Promise<string> {
  using folder = temporaryFolder();
  using subgraphs = await startSubgraphs();
  const supergraph = join(folder.path, 'supergraph.graphql');
  writeFileSync(supergraph, supergraphOf(subgraphs.urls));
  await using running = new AsyncDisposableStack();
  const peers: Peer[] = [];
  for (const options of await contestants(supergraph, Object.values(subgraphs.urls))) {
    peers.push(running.use(await Peer.start({ cwd: folder.path, ...options })));
  }
  const sections: string[] = [];
  for (const [name, query] of Object.entries(operations)) {
    sections.push(table(name, query, await measure(query, peers)));
  }
  return sections.join('\n');
}

async function contestants(supergraph: string, urls: readonly string[]): Promise<readonly Contestant[]> {
  const hive = join(installPeers(), 'node_modules/@graphql-hive/gateway/dist/bin.js');
  const hiveOn = (port: number, ...flags: readonly string[]) => ({
    args: [hive, 'supergraph', supergraph, '--host', '127.0.0.1', '--port', `${port}`, ...flags],
    url: `http://127.0.0.1:${port}/graphql`,
  });
  return [
    { name: 'floor', args: [join(here, 'peers/floor.ts'), ...urls] },
    { name: stockName, args: [join(here, 'peers/stock.ts'), supergraph] },
    { name: 'Hive Gateway', ...hiveOn(await freePort()) },
    { name: rustName, ...hiveOn(await freePort(), '--hive-router-runtime') },
    {
      name: 'Forgepoint',
      args: [join(project, 'gateway/bin.js'), '--supergraph', supergraph, '--port', '0'],
      env: { FORGE_INTERNAL_TOKEN: 'a-token-of-the-benchmark-of-32-characters' },
    },
  ];
}

type Contestant = Omit<PeerOptions, 'cwd'>;

interface Measured {
  readonly name: string;
  /** Of all its processes for one request; microseconds, the median of all rounds. */
  readonly cpuMicros: number;
}

async function measure(query: string, peers: readonly Peer[]): Promise<readonly Measured[]> {
  await using stack = new AsyncDisposableStack();
  const loads = new Map(peers.map((peer) => [peer, stack.use(new Load(peer.url))]));
  const answers = await Promise.all([...loads.values()].map((load) => load.ask(query)));
  const [expected = ''] = answers.map((answer) => JSON.stringify(JSON.parse(answer)));
  for (const [index, answer] of answers.entries()) {
    if (JSON.stringify(JSON.parse(answer)) !== expected) {
      throw new Error(`${peers[index]?.name} answers differently: ${answer}`);
    }
  }
  for (const load of loads.values()) await load.run(query, warmUpRequests, expected);
  const samples = new Map<Peer, number[]>(peers.map((peer) => [peer, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? peers : peers.toReversed();
    for (const peer of order) {
      const before = cpuTimeOf(peer.pid);
      await loads.get(peer)?.run(query, requests, expected);
      samples.get(peer)?.push(((cpuTimeOf(peer.pid) - before) * 1_000) / requests);
    }
  }
  return [...samples].map(([{ name }, values]) => ({ name, cpuMicros: median(values) }));
}

function table(name: string, query: string, measured: readonly Measured[]): string {
  const cpuOf = (peer: string): number => measured.find((one) => one.name === peer)?.cpuMicros ?? Number.NaN;
  const row = ({ name: peer, cpuMicros }: Measured): string => {
    const ratios = [stockName, rustName].map((base) => (cpuMicros / cpuOf(base)).toFixed(2));
    return `| ${peer} | ${cpuMicros.toFixed(0)} µs | ${ratios.join(' | ')} |`;
  };
  return [
    `### ${name}: \`${query}\``,
    '',
    `| Gateway | CPU per request | of ${stockName} | of ${rustName} |`,
    '| --- | --- | --- | --- |',
    ...measured.map(row),
    '',
  ].join('\n');
}

export interface Subgraphs extends Disposable {
  readonly urls: Readonly<Record<string, string>>;
}

export async function startSubgraphs(): Promise<Subgraphs> {
  const child = fork(join(here, 'subgraphs.ts'));
  const [ports] = (await once(child, 'message')) as [Readonly<Record<string, number>>];
  const urls = Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [name, `http://127.0.0.1:${port}/graphql`]),
  );
  return { urls, [Symbol.dispose]: () => child.disconnect() };
}

export function supergraphOf(urls: Readonly<Record<string, string>>): string {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(sdls).map(([name, sdl]) => ({ name, typeDefs: parse(sdl), url: urls[name] ?? '' })),
  );
  if (supergraphSdl === undefined) throw new Error(`it doesn't compose: ${JSON.stringify(errors)}`);
  return supergraphSdl;
}
