import type { ApolloServerPlugin } from '@apollo/server';
import type { OperationDefinitionNode } from 'graphql';
import type { RequestContext } from '../request-context.ts';
import type { ErrorsOfRequests } from './errors-of-requests.ts';

/** Notes what Apollo Server executes, and what its answer complains of. */
export const recordPlugin = (ofRequests: ErrorsOfRequests): ApolloServerPlugin<RequestContext> => ({
  requestDidStart: ({ contextValue }) => {
    const { record } = contextValue;
    return Promise.resolve({
      didEncounterErrors: ({ errors }) => {
        for (const error of errors) ofRequests.note(error, contextValue);
        return Promise.resolve();
      },
      didResolveOperation: (context) => {
        // The type promises an operation, but the hook is called when there is none, too.
        const operation: OperationDefinitionNode | undefined = context.operation;
        if (operation) record.executes(operation.operation, operation.name?.value);
        return Promise.resolve();
      },
      willSendResponse: ({ response: { body } }) => {
        const errors = body.kind === 'single' ? body.singleResult.errors : undefined;
        for (const { extensions } of errors ?? []) record.failed(extensions?.['code']);
        return Promise.resolve();
      },
    });
  },
});
