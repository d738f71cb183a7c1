import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap, type ApolloServer, type BaseContext, type HTTPGraphQLRequest } from '@apollo/server';
import { BodyError, readJsonBody } from './json-body.ts';
import { send, sendJson } from './send.ts';

export interface ApolloHttpOptions<Context extends BaseContext> {
  readonly server: ApolloServer<Context>;
  /** Makes the context of one operation; what it throws becomes a GraphQL error. */
  readonly context: (request: HTTPGraphQLRequest) => Promise<Context>;
  /** Longest request body, bytes. */
  readonly maxBodyBytes: number;
  /** Looks the document over before anything works on it. @returns why it is refused, a sentence */
  readonly gate?: (source: string) => string | undefined;
  /** Answers without Apollo Server. Takes the body as JSON. @returns false when it has left the response untouched */
  readonly answerKnown?: (body: unknown) => Promise<boolean>;
}

/**
 * Answers one GraphQL-over-HTTP request by Apollo Server, straight over `node:http`.
 * @see https://www.apollographql.com/docs/apollo-server/integrations/building-integrations
 */
export async function answerByApollo<Context extends BaseContext>(
  request: IncomingMessage,
  response: ServerResponse,
  { server, context, maxBodyBytes, gate, answerKnown }: ApolloHttpOptions<Context>,
): Promise<void> {
  let body: unknown;
  try {
    body = await readJsonBody(request, maxBodyBytes);
  } catch (error) {
    if (response.destroyed) return;
    if (!(error instanceof BodyError)) throw error;
    response.setHeader('connection', 'close');
    sendJson(response, error.status, {
      errors: [{ message: error.message, extensions: { code: error.code } }],
    });
    return;
  }
  if ((await answerKnown?.(body)) === true) return;
  const search = searchOf(request.url ?? '/');
  const refusal = gate?.(documentIn(body, search));
  if (refusal !== undefined) {
    const mediaType = /\bapplication\/graphql-response\+json\b/.test(request.headers.accept ?? '')
      ? 'application/graphql-response+json'
      : 'application/json';
    const errors = [{ message: refusal, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }];
    send(response, 400, `${mediaType}; charset=utf-8`, JSON.stringify({ errors }));
    return;
  }
  const httpGraphQLRequest: HTTPGraphQLRequest = {
    method: (request.method ?? 'GET').toUpperCase(),
    headers: headersOf(request),
    search,
    body,
  };
  const answer = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest,
    context: () => context(httpGraphQLRequest),
  });
  if (response.destroyed) return;
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.statusCode = answer.status ?? 200;
  if (answer.body.kind === 'complete') {
    response.setHeader('content-length', Buffer.byteLength(answer.body.string));
    response.end(answer.body.string);
    return;
  }
  for await (const chunk of answer.body.asyncIterator) response.write(chunk);
  response.end();
}

/** What Apollo Server will take for the document; anything else it refuses by itself. */
function documentIn(body: unknown, search: string): string {
  const query: unknown =
    typeof body === 'object' && body !== null
      ? Reflect.get(body, 'query')
      : new URLSearchParams(search).get('query');
  return typeof query === 'string' ? query : '';
}

function headersOf(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

function searchOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start);
}
