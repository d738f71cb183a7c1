import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { createDrainableServer, type DrainableServer } from '@forgepoint/common/http/drainable-server.ts';
import { listen } from '@forgepoint/common/http/listen.ts';
import { createLogger, type Logger } from '@forgepoint/common/logging.ts';
import { originInFixture, readContextFixture } from './context-fixture.ts';
import { HostMetrics } from './host-metrics.ts';
import { LiveExtension } from './live-extension.ts';
import { admit, createLoader } from './load.ts';
import { readOptions, usage, type StandaloneOptions } from './options.ts';
import { readConfig } from './read-config.ts';
import { createRoutes } from './routes.ts';
import { watchFile } from './watch-file.ts';

const drainGraceMs = 5_000;

/** Serves one extension until it is told to end. */
export async function runStandalone(args: readonly string[]): Promise<void> {
  const logger = createLogger('subgraph-host', process.env['FORGE_LOG_LEVEL'] ?? 'info');
  try {
    const options = readOptions(args, process.env);
    if (options === 'help') process.stdout.write(usage);
    else if (options.admitOnly) await admitOnly(options, logger.child({ extension: options.extension }));
    else await serve(options, logger.child({ extension: options.extension }));
  } catch (error) {
    logger.fatal(ForgeError.from(error, 'SUBGRAPH_START_FAILED').toLog(), 'the extension cannot be served');
    process.exitCode = 1;
  }
}

async function admitOnly(options: StandaloneOptions, logger: Logger): Promise<void> {
  const { digest, abiVersion, imports } = await admit(options);
  logger.info({ digest, abiVersion, imports }, 'the extension is admitted');
}

async function serve(options: StandaloneOptions, logger: Logger): Promise<void> {
  const fixture = originInFixture(readContextFixture(options.contextFile));
  const customConfig = readConfig(options.configFile);
  const temporaryDir = options.dataDir === null ? mkdtempSync(join(tmpdir(), 'forgepoint-')) : undefined;
  const dataDir = options.dataDir ?? temporaryDir ?? '';
  const metrics = new HostMetrics(options.extension);
  const { counts } = metrics;
  const live = new LiveExtension(createLoader({ options, dataDir, customConfig, counts, logger }), logger);

  const routes = createRoutes({
    live,
    extension: options.extension,
    host: options.host,
    fixture,
    internalToken: options.internalToken,
    metrics,
  });
  const server = createDrainableServer(routes, (error) => logger.error({ err: error }, 'a request failed'));
  const { port } = await listen(server.http, options.host, options.port);
  await live.reload();
  // An author mends the file and it is loaded; nobody mends a container's.
  if (live.current === undefined && !options.watch) process.exit(1);
  logger.info({ url: `http://${options.host}:${port}/graphql` }, 'serving the extension');
  const unwatch = options.watch ? watchFile(options.file, () => void live.reload()) : undefined;
  endOnSignal(server, live, () => {
    unwatch?.();
    if (temporaryDir !== undefined) rmSync(temporaryDir, { recursive: true, force: true });
  });
}

function endOnSignal(server: DrainableServer, live: LiveExtension, cleanUp: () => void): void {
  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) process.exit(1);
    ending = true;
    await server.drain(drainGraceMs);
    await live.close();
    cleanUp();
    process.exit(0);
  };
  process.on('SIGTERM', () => void end());
  process.on('SIGINT', () => void end());
}
