import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Whether two secrets are equal; the time that takes says nothing about how much of them is. */
export function equalSecrets(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

/** Whether a request carries the token as `Authorization: Bearer …`. @see https://www.rfc-editor.org/rfc/rfc6750 */
export function hasBearerToken(request: IncomingMessage, token: string): boolean {
  const given = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
  return given !== undefined && equalSecrets(given, token);
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
