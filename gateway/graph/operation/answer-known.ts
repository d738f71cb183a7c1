import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { KnownOperations } from '@forgepoint/common/operation/known-operations.ts';
import type { OperationRequest } from '@forgepoint/common/http/known-operation.ts';
import type { SubgraphDataSource } from '../../data-source/subgraph-data-source.ts';
import type { RequestContext } from '../../request-context.ts';
import { answerOperation } from './answer.ts';
import type { ErrorsOfRequests } from '../errors-of-requests.ts';
import type { UseReports } from '../use-reports.ts';
import type { CompiledOperation, PlannedOperation } from './compiled-operation.ts';

/**
 * Answers an operation that was executed before.
 * @returns JSON of the response with the status 200, to be awaited; `undefined`, with nothing done, when Apollo Server
 * has to answer: the first time, when the variables don't fit, and what is not executed here
 */
export type AnswerKnown = (
  request: OperationRequest,
  context: RequestContext,
) => Promise<string | Uint8Array> | undefined;

export interface KnownParts {
  readonly operations: KnownOperations<PlannedOperation, CompiledOperation>;
  readonly sources: ReadonlyMap<string, SubgraphDataSource>;
  readonly uses: UseReports;
  readonly errors: ErrorsOfRequests;
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
}

export function answerKnown({ operations, sources, uses, errors, formatError }: KnownParts): AnswerKnown {
  return ({ query, operationName, variables }, context) => {
    const compiled = operations.find(query, operationName);
    const values = compiled?.values(variables);
    if (compiled === undefined || values === undefined) return undefined;
    uses.note(query, operationName);
    context.record.executes(compiled.kind, compiled.name);
    return answerOperation(compiled, {
      variables,
      values,
      formatError: (given, error) => {
        errors.note(error, context);
        const formatted = formatError(given, error);
        context.record.failed(formatted.extensions?.['code']);
        return formatted;
      },
      ask: async ({ subgraph, operation }, used) => {
        const source = sources.get(subgraph);
        if (source === undefined) throw new GraphQLError(`There is no subgraph "${subgraph}".`);
        return source.ask(operation, used, context);
      },
    });
  };
}
