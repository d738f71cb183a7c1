import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { OperationRequest } from '@forgepoint/common/http/known-operation.ts';
import type { SubgraphDataSource } from '../../data-source/subgraph-data-source.ts';
import type { RequestContext } from '../../request-context.ts';
import { answerOperation } from './answer.ts';
import type { UseReports } from '../use-reports.ts';
import type { KnownOperations } from './known-operations.ts';

/**
 * Answers an operation that was executed before.
 * @returns JSON of the response with the status 200, to be awaited; `undefined`, with nothing done, when Apollo Server
 * has to answer: the first time, when the variables don't fit, and what is not executed here
 */
export type AnswerKnown = (
  request: OperationRequest,
  context: RequestContext,
) => Promise<string | Uint8Array> | undefined;

export function answerKnown(
  operations: KnownOperations,
  sources: ReadonlyMap<string, SubgraphDataSource>,
  uses: UseReports,
  formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError,
): AnswerKnown {
  return ({ query, operationName, variables }, context) => {
    const compiled = operations.find(query, operationName);
    const values = compiled?.values(variables);
    if (compiled === undefined || values === undefined) return undefined;
    uses.note(query, operationName);
    return answerOperation(compiled, {
      variables,
      values,
      formatError,
      ask: async ({ subgraph, operation }, used) => {
        const source = sources.get(subgraph);
        if (source === undefined) throw new GraphQLError(`There is no subgraph "${subgraph}".`);
        return source.ask(operation, used, context);
      },
    });
  };
}
