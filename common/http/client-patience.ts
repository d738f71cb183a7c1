import type { ServerOptions } from 'node:http';

/** How long a client may take; whole milliseconds. */
export interface ClientPatience {
  /** From the connection, or the last answer, to the end of a request's head. */
  readonly headMs: number;
  /** To the end of its body. */
  readonly requestMs: number;
  /** Between two looks for clients that took longer. */
  readonly checkMs: number;
}

const usual: ClientPatience = { headMs: 15_000, requestMs: 60_000, checkMs: 5_000 };

/** Heads and bodies that never come to an end must not hold connections. */
export function timeoutsOf({ headMs, requestMs, checkMs }: ClientPatience = usual): ServerOptions {
  return { headersTimeout: headMs, requestTimeout: requestMs, connectionsCheckingInterval: checkMs };
}
