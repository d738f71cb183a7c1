import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { printable } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { ErrorsOfRequests } from './errors-of-requests.ts';

/** Errors with a code reach the client; any other is logged and masked. */
export function createErrorFormatter(
  errors: ErrorsOfRequests,
  logger: Logger,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const { code, ...extensions } = formatted.extensions ?? {};
    if (typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR') {
      return {
        ...formatted,
        message: printable(formatted.message),
        extensions: { ...withoutStack(extensions), code },
      };
    }
    if (isOfTheGraph(error)) return formatted;
    logger.error(
      { err: unwrapResolverError(error), ...errors.labelsOf(error) },
      'an operation failed inside the gateway',
    );
    const masked = { message: 'Internal error', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
    return formatted.path === undefined ? masked : { ...masked, path: formatted.path };
  };
}

/** A null where the supergraph promises a value, found after all subgraphs have answered. */
function isOfTheGraph(error: unknown): boolean {
  return (
    error instanceof GraphQLError &&
    error.originalError === undefined &&
    error.message.startsWith('Cannot return null')
  );
}

function withoutStack({
  stacktrace: _,
  ...extensions
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return extensions;
}
