import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { readInternalToken } from '@forgepoint/common/http/internal-token-setting.ts';
import { listen } from '@forgepoint/common/http/listen.ts';
import { createLogger } from '@forgepoint/common/logging.ts';
import { startCore } from './start.ts';

const drainGraceMs = 5_000;

/** Serves the core on a port of its own, as in a container. */
export async function runAlone(args: readonly string[]): Promise<void> {
  const { env } = process;
  const logLevel = env['FORGE_LOG_LEVEL'] ?? 'info';
  const logger = createLogger('core-subgraph', logLevel);
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { host: { type: 'string' }, port: { type: 'string' }, 'database-dir': { type: 'string' } },
    });
    const host = values.host ?? env['FORGE_HOST'] ?? '127.0.0.1';
    const temporary =
      env['FORGE_IN_MEMORY_DB'] === 'true' ? mkdtempSync(join(tmpdir(), 'forgepoint-')) : undefined;
    const core = await startCore({
      databaseDir: temporary ?? resolve(values['database-dir'] ?? databaseDirIn(env)),
      durable: temporary === undefined,
      internalToken: readInternalToken(env, process.cwd()),
      logLevel,
    });
    const { port } = await listen(core.server.http, host, Number(values.port ?? env['FORGE_PORT'] ?? '4002'));
    logger.info({ url: `http://${host}:${port}/graphql` }, 'serving the core');
    const end = async (): Promise<void> => {
      await core.server.drain(drainGraceMs);
      await core[Symbol.asyncDispose]();
      if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
      process.exit(0);
    };
    process.once('SIGTERM', () => void end());
    process.once('SIGINT', () => void end());
  } catch (error) {
    logger.fatal(ForgeError.from(error, 'CONFIG_INVALID').toLog(), 'the core cannot be served');
    process.exitCode = 1;
  }
}

/** As the gateway says, so that one environment serves both. */
function databaseDirIn(env: Readonly<Record<string, string | undefined>>): string {
  const dataDir = env['FORGE_DATA_DIR'];
  return env['FORGE_DB_PATH'] ?? (dataDir === undefined ? '.forge/db' : join(dataDir, 'db'));
}
