import type { IncomingMessage, ServerResponse } from 'node:http';
import { readTraceParent } from '@forgepoint/common/http/traceparent.ts';
import { RequestRecord } from '../observability/request-record.ts';
import type { RequestContext } from '../request-context.ts';

const saneId = /^[A-Za-z0-9._:-]{1,64}$/;

/** Makes the context of one request; its deadline begins now. */
export function contextOf(
  request: IncomingMessage,
  response: ServerResponse,
  timeoutMs: number,
): RequestContext {
  const { 'x-request-id': given, traceparent } = request.headers;
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return {
    requestId: isSane(given) ? given : (readTraceParent(traceparent)?.traceId ?? crypto.randomUUID()),
    deadline: performance.now() + timeoutMs,
    clientGone: gone.signal,
    record: new RequestRecord(),
  };
}

function isSane(id: string | readonly string[] | undefined): id is string {
  return typeof id === 'string' && saneId.test(id);
}
