import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import type { SubgraphReply } from '../../data-source/exchange.ts';
import type { VariableValues } from '@forgepoint/common/operation/variants.ts';
import type { CompiledOperation } from './compiled-operation.ts';
import { execute } from './execute.ts';
import type { FetchStep } from './plan.ts';
import { isWholeAnswer, MisfitError, shapeAnswer, type JsonObject } from './shape-answer.ts';
import type { SelectionShape } from './shape.ts';

export interface AnswerOptions {
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The same, as the operation takes them. */
  readonly values: VariableValues;
  /** Asks a subgraph. Throws a GraphQLError when there is no answer. */
  readonly ask: (step: FetchStep, variables: Readonly<Record<string, unknown>>) => Promise<SubgraphReply>;
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
}

/**
 * Answers an operation.
 * @returns JSON of the response: the very bytes of the subgraph when they are the whole answer and nothing else
 */
export async function answerOperation(
  compiled: CompiledOperation,
  { variables, values, ask, formatError }: AnswerOptions,
): Promise<string | Uint8Array> {
  const shape = compiled.shape(values);
  let whole: SubgraphReply | undefined;
  const { data, errors } = await execute(compiled.plan, {
    schema: compiled.schema,
    variables,
    isOn: (variable) => values[variable] === true,
    ask: async (step, used) => {
      const reply = await ask(step, used);
      if (step === compiled.plan && isWhole(reply, shape)) whole = reply;
      return reply.body;
    },
  });
  if (whole !== undefined) return whole.bytes;
  return `${JSON.stringify(responseOf(data, shape, errors, formatError))}\n`;
}

/** A plan of one fetch, and an answer that shaping would leave as it is. */
function isWhole({ body }: SubgraphReply, shape: SelectionShape): boolean {
  return Object.keys(body).length === 1 && isWholeAnswer(body.data, shape);
}

function responseOf(
  merged: JsonObject,
  shape: SelectionShape,
  errors: readonly GraphQLError[],
  formatError: AnswerOptions['formatError'],
): object {
  const format = (all: readonly GraphQLError[]): readonly GraphQLFormattedError[] =>
    all.map((error) => formatError(withCode(error), error));
  try {
    const { data, problems } = shapeAnswer(merged, shape);
    if (errors.length > 0) return { errors: format(errors), data };
    return problems.length > 0 ? { data, extensions: { valueCompletion: problems } } : { data };
  } catch (error) {
    if (!(error instanceof MisfitError)) throw error;
    return { errors: format([...errors, misfit(error)]), data: null };
  }
}

function misfit({ message }: MisfitError): GraphQLError {
  const code: ErrorCode = 'SUBGRAPH_RESPONSE_INVALID';
  return new GraphQLError(`A subgraph answered with a value that does not fit the schema, ${message}.`, {
    extensions: { code },
  });
}

function withCode(error: GraphQLError): GraphQLFormattedError {
  const { code } = error.extensions;
  return { ...error.toJSON(), extensions: { ...error.extensions, code: code ?? 'INTERNAL_SERVER_ERROR' } };
}
