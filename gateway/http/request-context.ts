import type { IncomingMessage, ServerResponse } from 'node:http';
import { RequestRecord } from '../observability/request-record.ts';
import type { RequestContext } from '../request-context.ts';

const saneId = /^[A-Za-z0-9._:-]{1,64}$/;

/** Makes the context of one request; its deadline begins now. */
export function contextOf(
  request: IncomingMessage,
  response: ServerResponse,
  timeoutMs: number,
): RequestContext {
  const given = request.headers['x-request-id'];
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return {
    requestId: typeof given === 'string' && saneId.test(given) ? given : crypto.randomUUID(),
    deadline: performance.now() + timeoutMs,
    clientGone: gone.signal,
    record: new RequestRecord(),
  };
}
