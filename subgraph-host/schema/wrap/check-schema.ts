import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError } from 'graphql';
import { messageOf } from '@forgepoint/common/forge-error.ts';
import { subgraphAst } from '@forgepoint/common/schema/print-subgraph.ts';
import type { SdlProblem } from '@forgepoint/common/schema/sdl-problem.ts';
import type { SubgraphDocument } from '@forgepoint/common/schema/subgraph-document.ts';

/**
 * What GraphQL and federation find wrong with the whole, at the places where the author wrote it: nodes that
 * come from the author still know theirs.
 */
export function checkSchema(document: SubgraphDocument): readonly SdlProblem[] {
  try {
    buildSubgraphSchema({ typeDefs: subgraphAst(document) });
    return [];
  } catch (error) {
    return causesOf(error).map(problemOf);
  }
}

/** Several problems at once come as one error with the single ones as `causes`. */
function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown = error instanceof Error ? Reflect.get(error, 'causes') : undefined;
  return Array.isArray(causes) ? (causes as readonly unknown[]) : [error];
}

function problemOf(error: unknown): SdlProblem {
  const text = messageOf(error).split('\n\n')[0] ?? '';
  const message = `${text.replace(/^\[<unnamed>\] /, '').replace(/\.$/, '')}.`;
  const remedy = 'Correct the schema there: it has to be valid by itself.';
  const at =
    error instanceof GraphQLError ? (error.nodes ?? []).find(({ loc }) => loc !== undefined) : undefined;
  const token = at?.loc?.startToken;
  return token === undefined
    ? { message, remedy }
    : { message, remedy, line: token.line, column: token.column };
}
