import { isErrorCode, printable } from '@forgepoint/common/forge-error.ts';

const pattern = /^[A-Z][A-Z0-9_]{0,63}$/;
const maxReasonLength = 64;

/** Families of codes in which the host, the gateway and the GraphQL server may get new ones. */
export const reservedFamilies: readonly string[] = [
  'EXTENSION_',
  'FORGE_',
  'GATEWAY_',
  'GRAPHQL_',
  'INTERNAL_',
  'PERSISTED_QUERY_',
  'SUBGRAPH_',
];
/** Codes of the GraphQL server and the gateway that are in none of them. */
const reserved: ReadonlySet<string> = new Set([
  'BAD_REQUEST',
  'DOWNSTREAM_SERVICE_ERROR',
  'OPERATION_RESOLUTION_FAILURE',
]);

export interface GuestCode {
  readonly code: string;
  /** The guest's own code, where it can't stand as `code`. */
  readonly reason?: string;
}

/**
 * What stands in `extensions` for the code of a guest's failure. A guest can't pass a failure off as one that the
 * host has found.
 * @param code in the guest's words; `null` when it gave none
 */
export function guestCode(code: string | null): GuestCode {
  if (code === null || code === '') return { code: 'EXTENSION_ERROR' };
  const isOurs =
    isErrorCode(code) || reserved.has(code) || reservedFamilies.some((family) => code.startsWith(family));
  if (pattern.test(code) && !isOurs) return { code };
  return { code: 'EXTENSION_ERROR', reason: printable(code).slice(0, maxReasonLength) };
}
