import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendGraphiql, wantsGraphiql, type GraphiqlOptions } from '@forgepoint/common/graphiql/page.ts';
import { hasBearerToken } from '@forgepoint/common/http/bearer-token.ts';
import { isLocalRequest } from '@forgepoint/common/http/local-request.ts';
import { send, sendJson } from '@forgepoint/common/http/send.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { DocumentGate } from '../graph/document-gate.ts';
import type { LoadedGeneration } from '../graph/loaded-generation.ts';
import type { RequestLog } from '../request-log.ts';
import type { Readiness } from '../generation.ts';
import { outcomeOf, type ServingCounts } from '../observability/serving-counts.ts';
import type { MediaTypes } from '@forgepoint/common/http/known-operation.ts';
import { answerOperation } from './answer-operation.ts';
import { defaultQuery } from './default-query.ts';
import type { RequestTracer } from '../tracing/request-trace.ts';
import { logRequest } from './log-request.ts';
import { contextOf } from './request-context.ts';

export interface RouteOptions {
  /** `undefined` before it is loaded. */
  readonly generation: () => LoadedGeneration | undefined;
  readonly readiness: () => Promise<Readiness>;
  /** For tools: the supergraph without the addresses of its subgraphs; `undefined` when it is not to be seen. */
  readonly supergraph: () => string | undefined;
  /** The address that is listened on. */
  readonly host: string;
  /** @see isLocalRequest */
  readonly allowedHosts: ReadonlySet<string> | null;
  /** Clients have to send it; `null`: none. */
  readonly apiToken: string | null;
  readonly requestTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly gate: DocumentGate;
  readonly counts: ServingCounts;
  readonly requestLog: RequestLog;
  /** `undefined`: nothing is traced. */
  readonly tracer: RequestTracer | undefined;
  readonly logger: Logger;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The public address: /graphql (GraphiQL for a browser), /supergraph.graphql, /healthz, /readyz. */
export function createRoutes(options: RouteOptions): Handler {
  const mediaTypes: MediaTypes = new Map();
  return async (request, response) => {
    response.setHeader('x-content-type-options', 'nosniff');
    if (!isLocalRequest(request, options.host, options.allowedHosts)) {
      refuse(
        response,
        403,
        'REQUEST_INVALID',
        'This address does not answer to that name. Name it in FORGE_ALLOWED_HOSTS; set FORGE_HOST to serve other machines.',
      );
      return;
    }
    const isAuthorized = options.apiToken === null || hasBearerToken(request, options.apiToken);
    switch ((request.url ?? '/').split('?', 1)[0]) {
      case '/graphql':
        // The page holds no secret: the token goes into its header editor.
        if (wantsGraphiql(request)) {
          await sendGraphiql(response, pageOptions(options.apiToken !== null));
        } else if (isAuthorized) await answer(options, mediaTypes, request, response);
        else askForToken(request, response);
        return;
      case '/healthz':
        sendJson(response, 200, { status: 'alive' });
        return;
      case '/readyz': {
        const readiness = await options.readiness();
        // An orchestrator has to know whether it serves; what it serves is nobody's business.
        const { ready, serving } = readiness;
        const shown = isAuthorized ? readiness : { ready, serving };
        sendJson(response, readiness.ready ? 200 : 503, shown);
        return;
      }
      case '/supergraph.graphql':
        if (isAuthorized) sendSupergraph(response, options.supergraph());
        else askForToken(request, response);
        return;
      case '/':
        response.writeHead(302, { location: '/graphql' }).end();
        return;
      default:
        refuse(response, 404, 'REQUEST_INVALID', 'There is nothing here; GraphQL is at /graphql.');
    }
  };
}

async function answer(
  options: RouteOptions,
  mediaTypes: MediaTypes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const generation = options.generation();
  if (generation === undefined) {
    response.setHeader('retry-after', '1');
    refuse(
      response,
      503,
      'SUBGRAPH_UNAVAILABLE',
      'The gateway is still starting its subgraphs. Try again in a moment.',
    );
    return;
  }
  const { requestTimeoutMs, maxBodyBytes, gate, counts, requestLog, tracer, logger } = options;
  const context = contextOf(request, response, requestTimeoutMs, tracer);
  response.setHeader('x-request-id', context.requestId);
  const { requestId, record, clientGone, trace } = context;
  const started = performance.now();
  logger.debug({ requestId, generation: generation.id }, 'operation started');
  counts.began();
  let hasThrown = true;
  try {
    await answerOperation(request, response, { generation, context, maxBodyBytes, gate, mediaTypes });
    hasThrown = false;
  } finally {
    const durationMs = performance.now() - started;
    const status = hasThrown ? 500 : response.statusCode;
    const outcome = outcomeOf(status, record, clientGone.aborted);
    counts.ended(record, outcome, durationMs);
    trace?.end(requestId, status, outcome, record);
    logRequest(logger, requestLog, { context, generation: generation.id, status, outcome, durationMs });
  }
}

function sendSupergraph(response: ServerResponse, sdl: string | undefined): void {
  if (sdl !== undefined) send(response, 200, 'text/plain; charset=utf-8', sdl);
  else
    refuse(
      response,
      404,
      'REQUEST_INVALID',
      'The supergraph is not shown: introspection is off, or there is none yet.',
    );
}

function askForToken(request: IncomingMessage, response: ServerResponse): void {
  const isWrong = /^\S+ +\S/.test(request.headers.authorization ?? '');
  response.setHeader(
    'www-authenticate',
    `Bearer realm="forgepoint"${isWrong ? ', error="invalid_token"' : ''}`,
  );
  // What is still to come of the body is not waited for.
  response.setHeader('connection', 'close');
  refuse(
    response,
    401,
    'API_TOKEN_REQUIRED',
    `The request ${isWrong ? 'carries another token than the one of this gateway' : 'carries no token'}. Send "Authorization: Bearer <token>" with the value of FORGE_API_TOKEN.`,
  );
}

function pageOptions(needsToken: boolean): GraphiqlOptions {
  return { title: 'Forgepoint', endpoint: '/graphql', defaultQuery, needsToken };
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  sendJson(response, status, { errors: [{ message, extensions: { code } }] });
}
