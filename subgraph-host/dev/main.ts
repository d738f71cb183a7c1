import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { createDrainableServer } from '@forgepoint/common/http/drainable-server.ts';
import { listen } from '@forgepoint/common/http/listen.ts';
import { createLogger } from '@forgepoint/common/logging.ts';
import type { FromDevHost, ToDevHost } from '@forgepoint/common/process/dev-messages.ts';
import { originInFixture, readContextFixture } from '../standalone/context-fixture.ts';
import { HostMetrics } from '../standalone/host-metrics.ts';
import { LiveExtension } from '../standalone/live-extension.ts';
import { createLoader } from '../standalone/load.ts';
import { readOptions, type StandaloneOptions } from '../standalone/options.ts';
import { PageProblems } from '../standalone/page-problems.ts';
import { readConfig } from '../standalone/read-config.ts';
import { createRoutes } from '../standalone/routes.ts';

/**
 * Serves an extension for the `forge dev` on the other end of the channel, which gives it the source whenever that has
 * changed. Its command line is that of the standalone host, and so is its log.
 */
const drainGraceMs = 500;

type Refused = Extract<FromDevHost, { type: 'refused' }>;

function tell(message: FromDevHost): void {
  if (process.connected) process.send?.(message);
}

async function serve(options: StandaloneOptions): Promise<void> {
  const { extension } = options;
  const logger = createLogger('subgraph-host', options.logLevel).child({ extension });
  const fixture = originInFixture(readContextFixture(options.contextFile));
  const customConfig = readConfig(options.configFile);
  const temporaryDir = options.dataDir === null ? mkdtempSync(join(tmpdir(), 'forgepoint-')) : undefined;
  let source = '';
  let schema: Refused['schema'] = null;
  const metrics = new HostMetrics(extension);
  const live = new LiveExtension(
    createLoader({
      options,
      dataDir: options.dataDir ?? temporaryDir ?? '',
      customConfig,
      counts: metrics.counts,
      logger,
      live: {
        source: () => source,
        onSchemaRefused: (sdl, problems) => {
          schema = { sdl, problems };
        },
      },
    }),
    logger,
  );
  const problems = new PageProblems();
  const routes = createRoutes({
    live,
    extension,
    host: options.host,
    fixture,
    internalToken: options.internalToken,
    metrics,
    problems,
  });
  const server = createDrainableServer(routes, (error) => logger.error({ err: error }, 'a request failed'));
  const { port } = await listen(server.http, options.host, options.port);

  const run = async (text: string): Promise<void> => {
    source = text;
    schema = null;
    await live.reload();
    if (live.failure === undefined) tell({ type: 'loaded' });
    else tell({ type: 'refused', error: live.failure.toWire(), schema });
  };
  const end = async (): Promise<void> => {
    problems.close();
    await server.drain(drainGraceMs);
    await live.close();
    if (temporaryDir !== undefined) rmSync(temporaryDir, { recursive: true, force: true });
    process.exit(0);
  };
  process.on('message', (message: ToDevHost) => {
    switch (message.type) {
      case 'run':
        void run(message.source);
        return;
      case 'problems':
        problems.set(message.text);
        if (live.current === undefined && message.text !== null)
          live.blame(new ForgeError('BUILD_FAILED', message.text, { extension }));
        return;
    }
  });
  process.on('disconnect', () => void end());
  // `forge dev` alone decides: Ctrl-C signals the whole group.
  process.on('SIGINT', () => undefined);
  tell({ type: 'serving', url: `http://${options.host}:${port}/graphql` });
}

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === 'help') throw new Error('started by forge dev alone');
  await serve(options);
} catch (error) {
  const failure = ForgeError.from(error, 'SUBGRAPH_START_FAILED');
  tell({ type: 'refused', error: failure.toWire(), schema: null });
  process.exitCode = 1;
  process.disconnect?.();
}
