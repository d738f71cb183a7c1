import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { GraphQLError, type OperationDefinitionNode } from 'graphql';

/**
 * Refuses a request that doesn't say which operation of its document is to run. Left to @apollo/gateway, that
 * would look like a fault of the gateway.
 */
export const operationResolutionPlugin: ApolloServerPlugin = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: (context) => {
        // The type promises an operation, but the hook is called when there is none, too.
        const operation: OperationDefinitionNode | undefined = context.operation;
        if (operation) return Promise.resolve();
        const { operationName } = context.request;
        throw new GraphQLError(
          typeof operationName === 'string' && operationName !== ''
            ? `The document has no operation named "${operationName}".`
            : 'The document has several operations: name the one that is to run by operationName.',
          { extensions: { code: ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE, http: { status: 400 } } },
        );
      },
    }),
};
