import { GraphQLError } from 'graphql';
import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { CutOffError } from './pending-answer.ts';

/** How an exchange with a subgraph failed. */
export type Failure =
  /** Nothing was sent: nobody took the connection. */
  | { readonly kind: 'refused'; readonly cause: unknown }
  /** The connection ended with the request on its way. */
  | { readonly kind: 'broken'; readonly cause: unknown }
  | { readonly kind: 'deadline' }
  /** The client is gone. */
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'invalid'; readonly error: ForgeError };

const refusedCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export function failureOf(error: unknown): Failure {
  if (error instanceof ForgeError) return { kind: 'invalid', error };
  if (error instanceof CutOffError) return { kind: error.by === 'deadline' ? 'deadline' : 'abandoned' };
  return { kind: neverConnected(error) ? 'refused' : 'broken', cause: error };
}

/** The host of a subgraph that is gone can have many reasons; what counts is that nothing was sent. */
function neverConnected(error: unknown): boolean {
  const { code, syscall } = (error ?? {}) as { readonly code?: unknown; readonly syscall?: unknown };
  return syscall === 'connect' || (typeof code === 'string' && refusedCodes.has(code));
}

/** The error that a client sees for it. */
export function errorOf(subgraph: string, failure: Failure, isMutation: boolean): GraphQLError {
  const isCore = subgraph === coreSubgraph;
  switch (failure.kind) {
    case 'refused':
      return coded(
        subgraph,
        isCore ? 'SUBGRAPH_UNAVAILABLE' : 'EXTENSION_UNAVAILABLE',
        `${named(subgraph)} is not running. Try again in a moment.`,
        failure.cause,
      );
    case 'broken':
      if (isMutation) {
        return coded(
          subgraph,
          'MUTATION_FATE_UNKNOWN',
          `The connection to ${lower(subgraph)} ended during the mutation, which may or may not have been stored. Look before you repeat it.`,
          failure.cause,
        );
      }
      return coded(
        subgraph,
        isCore ? 'SUBGRAPH_UNAVAILABLE' : 'EXTENSION_UNAVAILABLE',
        `The process of ${lower(subgraph)} ended while it answered. Try again in a moment.`,
        failure.cause,
      );
    case 'deadline':
      return isMutation
        ? coded(
            subgraph,
            'MUTATION_FATE_UNKNOWN',
            `${named(subgraph)} did not answer within the deadline; the mutation may or may not have been stored. Look before you repeat it.`,
          )
        : coded(
            subgraph,
            isCore ? 'SUBGRAPH_UNAVAILABLE' : 'EXTENSION_TIMEOUT',
            `${named(subgraph)} did not answer within the deadline.`,
          );
    case 'abandoned':
      return coded(subgraph, 'SUBGRAPH_UNAVAILABLE', 'The client has closed its connection.');
    case 'invalid':
      return coded(subgraph, failure.error.code, failure.error.message, failure.error);
  }
}

export function coded(subgraph: string, code: ErrorCode, message: string, cause?: unknown): GraphQLError {
  const about = subgraph === coreSubgraph ? { subgraph } : { extension: subgraph };
  const originalError = cause instanceof Error ? cause : undefined;
  return new GraphQLError(message, { extensions: { code, ...about }, originalError });
}

function named(subgraph: string): string {
  return subgraph === coreSubgraph ? 'The core' : `The extension "${subgraph}"`;
}

function lower(subgraph: string): string {
  return subgraph === coreSubgraph ? 'the core' : `the extension "${subgraph}"`;
}
