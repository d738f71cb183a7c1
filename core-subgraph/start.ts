import { createLogger } from '@forgepoint/common/logging.ts';
import type { RunningSubgraph } from '@forgepoint/common/process/supervised.ts';
import { schema } from './graph/schema.ts';
import { createCoreServer } from './http/core-server.ts';
import packageJson from './package.json' with { type: 'json' };
import { ForgeStore } from './store/forge-store.ts';
import { openDatabase } from './store/open-database.ts';

export interface CoreSettings {
  readonly databaseDir: string;
  readonly durable: boolean;
  readonly internalToken: string | null;
  readonly logLevel: string;
}

/** Opens the database and makes the server; the connections come from elsewhere. @throws ForgeError */
export async function startCore(settings: CoreSettings): Promise<RunningSubgraph> {
  const logger = createLogger('core-subgraph', settings.logLevel);
  const database = openDatabase({ folder: settings.databaseDir, durable: settings.durable });
  return {
    server: await createCoreServer(new ForgeStore(database), settings.internalToken, logger),
    sdl: schema,
    info: { name: 'core', version: packageJson.version, abiVersion: null, capabilities: [] },
    [Symbol.asyncDispose]: () => {
      database.close();
      return Promise.resolve();
    },
  };
}
