import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerByApollo } from '@forgepoint/common/http/apollo.ts';
import type { DocumentGate } from '../graph/document-gate.ts';
import type { LoadedGeneration } from '../graph/loaded-generation.ts';
import type { OperationRequest } from '../graph/operation/answer-known.ts';
import type { RequestContext } from '../request-context.ts';

export interface OperationOptions {
  readonly generation: LoadedGeneration;
  readonly context: RequestContext;
  readonly maxBodyBytes: number;
  readonly gate: DocumentGate;
  readonly mediaTypes: MediaTypes;
}

/** Media types by which Apollo Server answered, by the `Accept` of the request. */
export type MediaTypes = Map<string, string>;

/** Values of `Accept` that are remembered. */
const maxMediaTypes = 64;
const json = /^application\/json(?:; *charset=utf-8)?$/i;

/**
 * Answers one GraphQL request. Apollo Server answers whatever is new, unusual or wrong; an operation that it answered
 * before is executed by our own means, with the same answer.
 */
export async function answerOperation(
  request: IncomingMessage,
  response: ServerResponse,
  { generation, context, maxBodyBytes, gate, mediaTypes }: OperationOptions,
): Promise<void> {
  const { accept = '' } = request.headers;
  const mediaType = mediaTypes.get(accept);
  await answerByApollo(request, response, {
    server: generation.server,
    context: () => Promise.resolve(context),
    maxBodyBytes,
    gate: (source) => {
      const refusal = gate(source);
      if (refusal !== undefined) context.record.failed('GRAPHQL_VALIDATION_FAILED');
      return refusal;
    },
    answerKnown: async (body) => {
      const operation = mediaType === undefined ? undefined : operationIn(request, body);
      const answer = operation === undefined ? undefined : generation.answer(operation, context);
      if (mediaType === undefined || answer === undefined) return false;
      const text = await answer;
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
