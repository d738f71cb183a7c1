import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { isErrorCode, printable } from '@forgepoint/common/forge-error.ts';
import { isArgumentError } from '@forgepoint/common/http/argument-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { HostOperations } from '../schema/operation/compiled-operation.ts';
import type { RequestContext } from '../schema/request-context.ts';
import { failureLog } from './failure-log.ts';

/** The GraphQL server of one extension, started. @param operations gets those that are valid */
export async function startApolloServer(
  extension: string,
  schema: GraphQLSchema,
  logger: Logger,
  operations?: HostOperations,
): Promise<ApolloServer<RequestContext>> {
  const server = new ApolloServer<RequestContext>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginInlineTrace(),
      failureLog(logger),
      ...(operations === undefined ? [] : [learning(operations)]),
    ],
    formatError: (formatted, error) =>
      isArgumentError(error)
        ? { ...formatted, extensions: { code: ApolloServerErrorCode.BAD_USER_INPUT } }
        : formatError(extension, formatted, logger),
  });
  await server.start();
  return server;
}

/** Remembers the operations that were found to be valid. */
function learning(operations: HostOperations): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ source, request: { operationName }, document, operation }) => {
          if (operation !== undefined) operations.learn(source, operationName, { document, operation });
          return Promise.resolve();
        },
      }),
  };
}

/**
 * An error without a code of ours that has a path was found by the executor while it completed the guest's
 * values against the schema: the guest's answer isn't of the declared type.
 */
function formatError(
  extension: string,
  formatted: GraphQLFormattedError,
  logger: Logger,
): GraphQLFormattedError {
  const code = formatted.extensions?.['code'];
  if (isErrorCode(code) || code !== 'INTERNAL_SERVER_ERROR') return formatted;
  if (formatted.path === undefined) {
    logger.error({ message: formatted.message }, 'a request failed inside the host');
    return { message: 'Internal error', extensions: { code } };
  }
  return {
    ...formatted,
    message: `The extension "${extension}" answered with something that its schema does not allow: ${printable(formatted.message)} Its author has to correct that.`,
    extensions: { code: 'EXTENSION_RESULT_INVALID', extension },
  };
}
