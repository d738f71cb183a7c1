import type { IncomingMessage } from 'node:http';
import { internalTokenHeader } from '../context-envelope.ts';
import { equalSecrets } from './bearer-token.ts';

/** Whether a request carries the token; `null` asks for none. */
export function hasInternalToken(request: IncomingMessage, token: string | null): boolean {
  if (token === null) return true;
  const given = request.headers[internalTokenHeader];
  return typeof given === 'string' && equalSecrets(given, token);
}
