import type { IncomingMessage, ServerResponse } from 'node:http';
import { readTraceParent } from '@forgepoint/common/http/traceparent.ts';
import { RequestRecord } from '../observability/request-record.ts';
import type { RequestTracer } from '../tracing/request-trace.ts';
import type { RequestContext } from '../request-context.ts';

const saneId = /^[A-Za-z0-9._:-]{1,64}$/;

/** Makes the context of one request; its deadline begins now. */
export function contextOf(
  request: IncomingMessage,
  response: ServerResponse,
  timeoutMs: number,
  tracer: RequestTracer | undefined,
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
    trace: tracer?.begin(request.headers),
  };
}

function isSane(id: string | readonly string[] | undefined): id is string {
  return typeof id === 'string' && saneId.test(id);
}
