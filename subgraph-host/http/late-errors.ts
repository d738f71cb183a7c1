import { GraphQLError } from 'graphql';

/**
 * Keeps the process alive when graphql-js breaks a list off at an item that is wrong and another item, whose fields were
 * still asked for, fails after that: nobody waits for it any more, and its error is in no answer.
 */
export function ignoreLateErrors(): void {
  process.on('unhandledRejection', (reason) => {
    if (reason instanceof GraphQLError) return;
    throw reason instanceof Error ? reason : new Error('a promise was rejected', { cause: reason });
  });
}
