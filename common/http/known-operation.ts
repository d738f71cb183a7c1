import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BaseContext } from '@apollo/server';
import { answerByApollo, type ApolloHttpOptions } from './apollo.ts';

/** A GraphQL request as its members are specified. */
export interface OperationRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Media types by which Apollo Server answered, by the `Accept` of the request. */
export type MediaTypes = Map<string, string>;

export interface KnownOperationOptions<Context extends BaseContext> extends Omit<
  ApolloHttpOptions<Context>,
  'answerKnown'
> {
  readonly mediaTypes: MediaTypes;
  /**
   * Answers without Apollo Server.
   * @param body of the whole request
   * @returns JSON of a response with the status 200; `undefined` when Apollo Server has to answer
   */
  readonly answer: (
    operation: OperationRequest,
    body: unknown,
  ) => Promise<string | Uint8Array | undefined> | undefined;
}

/** Values of `Accept` that are remembered. */
const maxMediaTypes = 64;
const json = /^application\/json(?:; *charset=utf-8)?$/i;

/**
 * Answers one GraphQL request. Apollo Server answers whatever is new, unusual or wrong; an operation that it answered
 * before can be answered by other means, with the same answer.
 */
export async function answerOperation<Context extends BaseContext>(
  request: IncomingMessage,
  response: ServerResponse,
  { mediaTypes, answer, ...options }: KnownOperationOptions<Context>,
): Promise<void> {
  const { accept = '' } = request.headers;
  const mediaType = mediaTypes.get(accept);
  await answerByApollo(request, response, {
    ...options,
    answerKnown: async (body) => {
      const operation = mediaType === undefined ? undefined : operationIn(request, body);
      const answered = operation === undefined ? undefined : answer(operation, body);
      if (mediaType === undefined || answered === undefined) return false;
      const text = await answered;
      if (text === undefined) return false;
      if (response.destroyed) return true;
      response.writeHead(200, {
        'cache-control': 'no-store',
        'content-type': mediaType,
        'content-length': Buffer.byteLength(text),
      });
      response.end(text);
      return true;
    },
  });
  const used = response.getHeader('content-type');
  if (response.statusCode === 200 && typeof used === 'string' && mediaTypes.size < maxMediaTypes) {
    mediaTypes.set(accept, used);
  }
}

/** @returns `undefined` for whatever asks for a closer look */
function operationIn({ method, headers }: IncomingMessage, body: unknown): OperationRequest | undefined {
  if (method !== 'POST' || !json.test(headers['content-type'] ?? '') || !isRecord(body)) return undefined;
  const { query, operationName, variables, extensions } = body;
  if (typeof query !== 'string') return undefined;
  const name = operationName ?? undefined;
  if (name !== undefined && (typeof name !== 'string' || name === '')) return undefined;
  const given = variables ?? {};
  const more = extensions ?? {};
  if (!isRecord(given) || !isRecord(more) || 'persistedQuery' in more) return undefined;
  return { query, operationName: name, variables: given };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
