import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { isLoopback } from '@forgepoint/common/http/local-request.ts';
import { createLogger, standardOutput, type Logger } from '@forgepoint/common/logging.ts';
import type { Config } from './config/config.ts';
import { helpText } from './config/command-line.ts';
import { readConfig, type ConfigSources } from './config/read-config.ts';
import { ControlPlane } from './control/control-plane.ts';
import { stateFolder } from './control/needed-folders.ts';
import { remoteGraph } from './control/remote-graph.ts';
import type { Publish, RunningGraph } from './control/running-graph.ts';
import { supergraphFile } from './control/supergraph-file.ts';
import { Fleet } from './fleet/fleet.ts';
import { operatorRoutes, type OperatorOptions } from './operator/operator.ts';
import { OperatorServer } from './operator/operator-server.ts';
import { RecentLines } from './operator/recent-lines.ts';
import type { ServedGraph } from './operator/view.ts';
import { OperationRecord } from './schema-change/operation-record.ts';
import { bindAddress } from './fleet/listening-socket.ts';

/** How much longer than a request a replaced process may serve; milliseconds. */
const retireExtraMs = 5_000;
/** Addresses at which a browser of this machine says `localhost`. */
const hereNames: ReadonlySet<string> = new Set(['127.0.0.1', '0.0.0.0', '::1', '::']);

async function main(): Promise<void> {
  const config = readConfig(configSources());
  if (config === 'help') {
    process.stdout.write(helpText);
    return;
  }
  const startedAt = new Date();
  const recent = new RecentLines(standardOutput());
  const logger = createLogger('gateway', config.logLevel, recent);
  const { address, timeouts, allowedHosts } = config;
  const socket = await bindAddress(address.host, address.port);
  if (config.apiToken === null && !isLoopback(address.host)) {
    logger.warn(
      { host: address.host, code: 'API_TOKEN_REQUIRED' },
      'whoever reaches this address can read and change everything: set FORGE_API_TOKEN, or let something in front ask who it is',
    );
  }
  const operations = new OperationRecord();
  const fleet = new Fleet({
    settings: {
      host: address.host,
      allowedHosts: allowedHosts === null ? null : [...allowedHosts],
      requestTimeoutMs: timeouts.requestMs,
      apiToken: config.apiToken,
      introspection: config.introspection,
      limits: config.requestLimits,
      logLevel: config.logLevel,
    },
    listenFd: socket.fd,
    workers: config.gatewayWorkers,
    readiness: () => graph.readiness(),
    onUsed: (operation) => operations.note(operation),
    retireGraceMs: timeouts.requestMs + retireExtraMs,
    random: Math.random,
    logger,
  });
  let served: ServedGraph | undefined;
  const publish: Publish = async (generation, beforeAccept) => {
    const published = await fleet.serve(generation, beforeAccept);
    const { id, supergraphSdl, endpoints } = generation;
    served = { generation: id, supergraphSdl, subgraphs: [...endpoints.keys()] };
    return published;
  };
  const graph = graphOf(config, operations, publish, logger);
  const { host, port } = socket;
  const publicUrl = `http://${hereNames.has(host) ? 'localhost' : host}:${port}/graphql`;
  let operator: OperatorServer | undefined;
  endOnSignal(fleet, graph, () => operator, timeouts.shutdownGraceMs, logger);
  try {
    operator = await startOperator(config, logger, {
      readiness: () => graph.readiness(),
      operated: graph.operated,
      served: () => served,
      recent,
      publicUrl,
      startedAt,
    });
    await Promise.all([fleet.start(), graph.start()]);
  } catch (error) {
    await Promise.all([fleet.drain(0), graph.stop(), operator?.[Symbol.asyncDispose]()]);
    throw error;
  }
  logger.info({ url: publicUrl }, 'serving');
}

/** @returns `undefined` when this gateway can do without, and has no folder to keep the token in */
async function startOperator(
  { operator: address, allowedHosts, folders, source }: Config,
  logger: Logger,
  options: OperatorOptions,
): Promise<OperatorServer | undefined> {
  try {
    return await OperatorServer.start({
      routes: operatorRoutes(options),
      address,
      allowedHosts,
      stateFolder: stateFolder(folders.state),
      logger,
    });
  } catch (error) {
    if (source.kind === 'extensions' || !(error instanceof ForgeError) || error.code !== 'FOLDER_UNUSABLE')
      throw error;
    logger.warn(error.toLog(), 'there is no operator’s interface');
    return undefined;
  }
}

function configSources(): ConfigSources {
  return { argv: process.argv.slice(2), environment: process.env, cwd: process.cwd() };
}

function graphOf(
  config: Config,
  operations: OperationRecord,
  publish: Publish,
  logger: Logger,
): RunningGraph {
  const reread = (): Config => {
    const again = readConfig(configSources());
    return again === 'help' ? config : again;
  };
  switch (config.source.kind) {
    case 'extensions':
      return new ControlPlane({ config, reread, operations, publish, logger });
    case 'supergraph':
      return supergraphFile(config.source.file, config.internalToken, publish);
    case 'subgraphs':
      return remoteGraph(config, config.source, publish, logger);
  }
}

/** Finishes what runs, then stops the processes; a second signal doesn't wait. */
function endOnSignal(
  fleet: Fleet,
  graph: RunningGraph,
  operator: () => OperatorServer | undefined,
  graceMs: number,
  logger: Logger,
): void {
  let ending = false;
  const end = async (signal: string): Promise<void> => {
    if (ending) process.exit(1);
    ending = true;
    logger.info({ signal }, 'ending');
    await fleet.drain(graceMs);
    await graph.stop();
    await operator()?.[Symbol.asyncDispose]();
    logger.info('ended');
    process.exit(0);
  };
  process.on('SIGTERM', (signal) => void end(signal));
  process.on('SIGINT', (signal) => void end(signal));
}

try {
  await main();
} catch (error) {
  const failure = ForgeError.from(error, 'SUBGRAPH_START_FAILED');
  createLogger('gateway', 'info').fatal(failure.toLog(), 'the gateway cannot serve');
  process.exit(1);
}
