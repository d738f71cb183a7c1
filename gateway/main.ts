import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { isLoopback } from '@forgepoint/common/http/local-request.ts';
import { createLogger, type Logger } from '@forgepoint/common/logging.ts';
import type { Config } from './config/config.ts';
import { helpText } from './config/command-line.ts';
import { readConfig } from './config/read-config.ts';
import { ControlPlane } from './control/control-plane.ts';
import { remoteSubgraphs, supergraphFile, type RemoteGraph } from './control/unsupervised.ts';
import type { Generation } from './generation.ts';
import { startDataPlane, type DataPlane } from './serving/data-plane.ts';

async function main(): Promise<void> {
  const config = readConfig({ argv: process.argv.slice(2), environment: process.env, cwd: process.cwd() });
  if (config === 'help') {
    process.stdout.write(helpText);
    return;
  }
  const logger = createLogger('gateway', config.logLevel);
  const dataPlane = await startDataPlane({
    ...config.address,
    requestTimeoutMs: config.timeouts.requestMs,
    apiToken: config.apiToken,
    introspection: config.introspection,
    limits: config.requestLimits,
    logger,
    readiness: () => graph.readiness(),
  });
  if (config.apiToken === null && !isLoopback(config.address.host)) {
    logger.warn(
      { host: config.address.host, code: 'API_TOKEN_REQUIRED' },
      'whoever reaches this address can read and change everything: set FORGE_API_TOKEN, or let something in front ask who it is',
    );
  }
  const graph = graphOf(config, (generation) => dataPlane.serve(generation), logger);
  endOnSignal(dataPlane, graph, config.timeouts.shutdownGraceMs, logger);
  try {
    await graph.start();
  } catch (error) {
    await graph.stop();
    throw error;
  }
  const { host, port } = dataPlane.address;
  logger.info({ url: `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}/graphql` }, 'serving');
}

function graphOf(
  config: Config,
  publish: (generation: Generation) => Promise<void>,
  logger: Logger,
): RemoteGraph {
  switch (config.source.kind) {
    case 'extensions':
      return new ControlPlane(config, publish, logger);
    case 'supergraph':
      return supergraphFile(config.source.file, config.internalToken, publish);
    case 'subgraphs':
      return remoteSubgraphs(config, config.source.subgraphs, publish, logger);
  }
}

/** Finishes what runs, then stops the processes; a second signal doesn't wait. */
function endOnSignal(dataPlane: DataPlane, graph: RemoteGraph, graceMs: number, logger: Logger): void {
  let ending = false;
  const end = async (signal: string): Promise<void> => {
    if (ending) process.exit(1);
    ending = true;
    logger.info({ signal }, 'ending');
    await dataPlane.drain(graceMs);
    await graph.stop();
    logger.info('ended');
    process.exit(0);
  };
  process.on('SIGTERM', (signal) => void end(signal));
  process.on('SIGINT', (signal) => void end(signal));
}

try {
  await main();
} catch (error) {
  const { code, message, extension } = ForgeError.from(error, 'SUBGRAPH_START_FAILED');
  createLogger('gateway', 'info').fatal({ code, reason: message, extension }, 'the gateway cannot serve');
  process.exit(1);
}
