import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import { ApolloServerErrorCode, unwrapResolverError } from '@apollo/server/errors';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { parse } from 'graphql';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { isArgumentError } from '@forgepoint/common/http/argument-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import { resolvers, type CoreContext } from './resolvers.ts';
import { schema } from './schema.ts';

/** The core's GraphQL server, started. */
export async function startGraphqlServer(logger: Logger): Promise<ApolloServer<CoreContext>> {
  const server = new ApolloServer<CoreContext>({
    schema: buildSubgraphSchema({
      typeDefs: parse(schema),
      resolvers: resolvers as GraphQLResolverMap<unknown>,
    }),
    introspection: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginLandingPageDisabled(), ApolloServerPluginInlineTrace()],
    formatError: (formatted, error) => {
      const original = unwrapResolverError(error);
      if (original instanceof ForgeError) {
        return { ...formatted, message: original.message, extensions: { code: original.code } };
      }
      if (isArgumentError(error)) {
        return { ...formatted, extensions: { code: ApolloServerErrorCode.BAD_USER_INPUT } };
      }
      if (formatted.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR') return formatted;
      logger.error({ err: original }, 'a field failed');
      return { ...formatted, message: 'Internal error' };
    },
  });
  await server.start();
  return server;
}
