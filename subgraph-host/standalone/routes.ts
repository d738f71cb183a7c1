import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendGraphiql, wantsGraphiql } from '@forgepoint/common/graphiql/page.ts';
import { hasInternalToken } from '@forgepoint/common/http/internal-token.ts';
import { isLocalRequest } from '@forgepoint/common/http/local-request.ts';
import { send, sendJson } from '@forgepoint/common/http/send.ts';
import { originInEnvelope, type RequestSource } from '../http/request-source.ts';
import type { HostMetrics } from './host-metrics.ts';
import type { LiveExtension } from './live-extension.ts';
import type { PageProblems } from './page-problems.ts';

export interface RouteOptions {
  readonly live: LiveExtension;
  readonly extension: string;
  /** The address that is listened on. */
  readonly host: string;
  /** Context of requests when there is no token. */
  readonly fixture: RequestSource;
  /** With a token, only requests that carry it are answered, and the context in them is believed. */
  readonly internalToken: string | null;
  readonly metrics: HostMetrics;
  /** Tells open pages what is wrong; `undefined`: nobody watches the sources. */
  readonly problems?: PageProblems | undefined;
}

const problemsPath = '/problems';

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const defaultQuery = `# The subgraph of one extension, as the gateway sees it.
# Its SDL with federation directives is at /sdl.
{
  __schema {
    queryType {
      fields {
        name
        description
      }
    }
  }
}
`;

/** Routes of the standalone host: /graphql (GraphiQL for a browser), /sdl, /metrics, /healthz. */
export function createRoutes(options: RouteOptions): Handler {
  const { live, extension, host, fixture, internalToken, metrics, problems } = options;
  const source = internalToken === null ? fixture : originInEnvelope;
  return async (request, response) => {
    if (!isLocalRequest(request, host)) {
      refuse(
        response,
        403,
        'REQUEST_INVALID',
        'This address answers only pages and programs of this machine.',
      );
      return;
    }
    const path = (request.url ?? '/').split('?', 1)[0];
    if (path === '/healthz') {
      const served = live.current !== undefined;
      sendJson(response, served ? 200 : 503, {
        status: served ? 'serving' : 'not serving',
        reason: live.failure?.message,
      });
      return;
    }
    if (!hasInternalToken(request, internalToken)) {
      refuse(
        response,
        401,
        'INTERNAL_TOKEN_REQUIRED',
        'This address answers only requests with the internal token.',
      );
      return;
    }
    switch (path) {
      case '/graphql':
        if (wantsGraphiql(request))
          await sendGraphiql(response, {
            title: extension,
            endpoint: '/graphql',
            defaultQuery,
            ...(problems === undefined ? {} : { problemsAt: problemsPath }),
          });
        else await live.answer(request, response, source);
        return;
      case '/sdl':
        if (live.current === undefined)
          refuse(response, 503, 'EXTENSION_UNAVAILABLE', 'The extension is not loaded.');
        else send(response, 200, 'text/plain; charset=utf-8', live.current.plan.sdl);
        return;
      case '/metrics':
        send(response, 200, metrics.contentType, await metrics.text());
        return;
      case problemsPath:
        if (problems === undefined) notFound(response);
        else problems.follow(response);
        return;
      case '/':
        response.writeHead(302, { location: '/graphql' }).end();
        return;
      default:
        notFound(response);
    }
  };
}

function notFound(response: ServerResponse): void {
  refuse(response, 404, 'REQUEST_INVALID', 'There is nothing here; GraphQL is at /graphql, the SDL at /sdl.');
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  sendJson(response, status, { errors: [{ message, extensions: { code } }] });
}
