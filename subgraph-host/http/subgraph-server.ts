import type { IncomingMessage, ServerResponse } from 'node:http';
import { createDrainableServer, type DrainableServer } from '@forgepoint/common/http/drainable-server.ts';
import { hasInternalToken } from '@forgepoint/common/http/internal-token.ts';
import { sendJson } from '@forgepoint/common/http/send.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { HostedExtension } from '../hosted-extension.ts';
import { originInEnvelope } from './request-source.ts';

/** The address under the gateway: GraphQL for whoever has the token of this boot, nothing else. */
export function createSubgraphServer(
  hosted: HostedExtension,
  internalToken: string,
  logger: Logger,
): DrainableServer {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!hasInternalToken(request, internalToken)) {
      sendJson(response, 401, {
        errors: [
          {
            message: 'This address answers only the gateway of the same boot.',
            extensions: { code: 'INTERNAL_TOKEN_REQUIRED' },
          },
        ],
      });
      return;
    }
    await hosted.answer(request, response, originInEnvelope);
  };
  const server = createDrainableServer(answer, (error) => logger.error({ err: error }, 'a request failed'));
  // Handing a connection over costs more than a request: the gateway's are kept for good.
  server.http.keepAliveTimeout = 0;
  return server;
}
