import type { OperationRequest } from '@forgepoint/common/http/known-operation.ts';
import type { GuestCaller, RequestContext } from '../request-context.ts';
import { execute, type ReferenceResolvers } from './execute.ts';
import type { HostOperations } from './compiled-operation.ts';
import { RecordedCalls } from './recorded-calls.ts';

export type Answered =
  /** JSON of the response, with the status 200. */
  | { readonly kind: 'answered'; readonly json: string }
  /** graphql-js has to answer, with what the guest has answered so far. */
  | { readonly kind: 'left'; readonly caller: GuestCaller };

/**
 * Answers a query that was executed before.
 * @returns `undefined`, with nothing done, when graphql-js has to answer: the first time, when the variables don't fit,
 * and what is not executed here
 */
export function answerKnown(
  operations: HostOperations,
  references: ReferenceResolvers,
  { query, operationName, variables: given }: OperationRequest,
  context: RequestContext,
): Promise<Answered> | undefined {
  const compiled = operations.find(query, operationName);
  const variables = compiled?.values(given);
  if (compiled === undefined || variables === undefined) return undefined;
  const calls = new RecordedCalls(context.caller);
  const execution = { references, variables, context: { ...context, caller: calls.caller } };
  return execute(compiled.shape(variables), execution).then((data) =>
    data === undefined
      ? { kind: 'left', caller: calls.replay() }
      : { kind: 'answered', json: `{"data":${data}}\n` },
  );
}
