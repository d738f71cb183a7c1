import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { RequestContext } from '../schema/request-context.ts';

/** What an operator should know of. An extension that refuses a request in its own words has not failed. */
const failures: ReadonlySet<unknown> = new Set<ErrorCode>([
  'EXTENSION_TRAPPED',
  'EXTENSION_TIMEOUT',
  'EXTENSION_FUEL_EXHAUSTED',
  'EXTENSION_OUT_OF_MEMORY',
  'EXTENSION_RESULT_INVALID',
  'EXTENSION_OVERLOADED',
  'EXTENSION_UNAVAILABLE',
  'MUTATION_FATE_UNKNOWN',
  'MUTATION_NOT_STORED',
  'DATABASE_UNUSABLE',
]);

interface Failure {
  readonly code: unknown;
  /** Where in the answer, without the indices of lists. */
  readonly field: string;
  readonly reason: string;
  count: number;
}

/** Logs the failures of a request: a field over many parents fails in one line. */
export function failureLog(logger: Logger): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ response: { body }, contextValue: { requestId, operationName } }) => {
          const errors = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
          for (const failure of grouped(errors)) {
            logger.error({ ...failure, requestId, operationName }, 'a call failed');
          }
          return Promise.resolve();
        },
      }),
  };
}

function grouped(errors: readonly GraphQLFormattedError[]): Iterable<Failure> {
  const found = new Map<string, Failure>();
  for (const { message, path = [], extensions } of errors) {
    const code = extensions?.['code'];
    if (!failures.has(code)) continue;
    const field = path.filter((key) => typeof key === 'string').join('.');
    const key = `${String(code)} ${field}`;
    const known = found.get(key) ?? { code, field, reason: message, count: 0 };
    known.count += 1;
    found.set(key, known);
  }
  return found.values();
}
