import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  answerOperation as answerKnownOrNew,
  type MediaTypes,
} from '@forgepoint/common/http/known-operation.ts';
import type { DocumentGate } from '../graph/document-gate.ts';
import type { LoadedGeneration } from '../graph/loaded-generation.ts';
import type { RequestContext } from '../request-context.ts';

export interface OperationOptions {
  readonly generation: LoadedGeneration;
  readonly context: RequestContext;
  readonly maxBodyBytes: number;
  readonly gate: DocumentGate;
  readonly mediaTypes: MediaTypes;
}

/** Answers one GraphQL request; an operation that Apollo Server answered before is executed by our own means. */
export async function answerOperation(
  request: IncomingMessage,
  response: ServerResponse,
  { generation, context, maxBodyBytes, gate, mediaTypes }: OperationOptions,
): Promise<void> {
  await answerKnownOrNew(request, response, {
    server: generation.server,
    context: () => Promise.resolve(context),
    maxBodyBytes,
    gate: (source) => {
      const refusal = gate(source);
      if (refusal !== undefined) context.record.failed('GRAPHQL_VALIDATION_FAILED');
      return refusal;
    },
    mediaTypes,
    answer: (operation) => generation.answer(operation, context),
  });
}
