import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { internalTokenHeader } from '../context-envelope.ts';

/** Whether a request carries the token; `null` asks for none. */
export function hasInternalToken(request: IncomingMessage, token: string | null): boolean {
  if (token === null) return true;
  const given = request.headers[internalTokenHeader];
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
