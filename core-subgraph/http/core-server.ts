import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerByApollo } from '@forgepoint/common/http/apollo.ts';
import { createDrainableServer, type DrainableServer } from '@forgepoint/common/http/drainable-server.ts';
import { hasInternalToken } from '@forgepoint/common/http/internal-token.ts';
import { sendJson } from '@forgepoint/common/http/send.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import { createContext } from '../graph/resolvers.ts';
import { startGraphqlServer } from '../graph/server.ts';
import type { ForgeStore } from '../store/forge-store.ts';

const maxBodyBytes = 8 * 1024 * 1024;

/** GraphQL at any path for whoever has the token, and `/healthz`. */
export async function createCoreServer(
  store: ForgeStore,
  internalToken: string | null,
  logger: Logger,
): Promise<DrainableServer> {
  const apollo = await startGraphqlServer(logger);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url === '/healthz') {
      sendJson(response, 200, { status: 'serving' });
    } else if (hasInternalToken(request, internalToken)) {
      await answerByApollo(request, response, {
        server: apollo,
        maxBodyBytes,
        context: () => Promise.resolve(createContext(store)),
      });
    } else {
      const message = 'This address answers only the gateway of the same boot.';
      sendJson(response, 401, { errors: [{ message, extensions: { code: 'INTERNAL_TOKEN_REQUIRED' } }] });
    }
  };
  const server = createDrainableServer(answer, (error) => logger.error({ err: error }, 'a request failed'));
  // The gateway's connections are kept for good.
  server.http.keepAliveTimeout = 0;
  return server;
}
