import type { IncomingMessage } from 'node:http';

const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a request that reached a loopback address was meant for it. A page from elsewhere can have its own
 * name resolve to 127.0.0.1; then Host, or Origin, still tells where it comes from.
 * @param host the address that is listened on
 * @param allowedHosts lower-case names that are permitted beside the loopback ones; `null`: none on a loopback
 * address, any on another
 */
export function isLocalRequest(
  request: IncomingMessage,
  host: string,
  allowedHosts: ReadonlySet<string> | null = null,
): boolean {
  if (allowedHosts === null && !isLoopback(host)) return true;
  const isPermitted = (name: string): boolean => isLoopback(name) || allowedHosts?.has(name) === true;
  const { host: hostHeader, origin } = request.headers;
  if (hostHeader === undefined || !isPermitted(nameOf(hostHeader))) return false;
  if (origin === undefined) return true;
  return URL.canParse(origin) && isPermitted(new URL(origin).hostname);
}

/** @param name of a host, lower-case, or an address */
export function isLoopback(name: string): boolean {
  return loopbackNames.has(name) || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name);
}

/** `localhost:8000` → `localhost`, `[::1]:8000` → `[::1]`. */
function nameOf(hostHeader: string): string {
  return hostHeader.replace(/:\d+$/, '').toLowerCase();
}
