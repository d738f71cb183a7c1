import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import { Exchange } from '../data-source/exchange.ts';
import { SubgraphDataSource } from '../data-source/subgraph-data-source.ts';
import type { RequestContext } from '../request-context.ts';
import type { Generation } from '../generation.ts';
import { ErrorsOfRequests } from './errors-of-requests.ts';
import { createErrorFormatter } from './format-error.ts';
import { introspectionPlugin } from './introspection.ts';
import { knownOperationTypes } from './known-operation-types.ts';
import { answerKnown, type AnswerKnown } from './operation/answer-known.ts';
import { KnownOperations } from '@forgepoint/common/operation/known-operations.ts';
import { compileOperation } from './operation/compiled-operation.ts';
import type { ServingCounts } from '../observability/serving-counts.ts';
import type { UsedOperation } from '../used-operation.ts';
import { recordPlugin } from './record-plugin.ts';
import { UseReports } from './use-reports.ts';
import { operationResolutionPlugin } from './operation-resolution.ts';

const maxValidationErrors = 20;

export interface ServerOptions {
  /** Of a document. */
  readonly maxTokens: number;
  /** Clients can ask for the schema. */
  readonly introspection: boolean;
  /** A client has sent an operation, perhaps again. */
  readonly onUsed: (operation: UsedOperation) => void;
  readonly counts: ServingCounts;
}

/** A generation that can execute operations. */
export interface LoadedGeneration {
  readonly id: number;
  readonly server: ApolloServer<RequestContext>;
  readonly answer: AnswerKnown;
  /** Only after its last operation. */
  stop(): Promise<void>;
}

/** @throws Error when the supergraph can't be loaded */
export async function loadGeneration(
  generation: Generation,
  { maxTokens, introspection, onUsed, counts }: ServerOptions,
  logger: Logger,
): Promise<LoadedGeneration> {
  const exchanges = new Map(
    [...generation.endpoints].map(([name, endpoint]) => [
      name,
      new Exchange(endpoint, counts.fetchesOf(name), logger),
    ]),
  );
  const sources = new Map<string, SubgraphDataSource>();
  const operations = new KnownOperations(compileOperation);
  const uses = new UseReports(onUsed);
  const gateway = new ApolloGateway({
    supergraphSdl: generation.supergraphSdl,
    buildService: ({ name }) => {
      const endpoint = generation.endpoints.get(name);
      const exchange = exchanges.get(name);
      if (endpoint === undefined || exchange === undefined)
        throw new Error(`there is no endpoint for "${name}"`);
      const source = new SubgraphDataSource(endpoint, exchange, exchanges.get(coreSubgraph));
      sources.set(name, source);
      return source;
    },
    experimental_didResolveQueryPlan: ({ queryPlan, requestContext, operationContext }) => {
      const { source, request, context } = requestContext;
      (context as RequestContext).trace?.planned();
      uses.note(source, request.operationName);
      operations.learn(source, request.operationName, { ...operationContext, plan: queryPlan });
    },
    logger: quiet(logger),
  });
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => uses.use(apiSchema));
  const errors = new ErrorsOfRequests();
  const formatError = createErrorFormatter(errors, logger);
  const server = new ApolloServer<RequestContext>({
    gateway,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens },
    validationOptions: { maxErrors: maxValidationErrors },
    validationRules: [knownOperationTypes],
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      operationResolutionPlugin,
      introspectionPlugin,
      recordPlugin(errors),
    ],
    formatError,
    logger: quiet(logger),
  });
  await server.start();
  return {
    id: generation.id,
    server,
    answer: answerKnown({ operations, sources, uses, errors, formatError }),
    stop: async () => {
      await server.stop();
      await Promise.all([...exchanges.values()].map((exchange) => exchange.close()));
    },
  };
}

/** What Apollo's packages tell of their routine is not news to an operator. */
function quiet(logger: Logger) {
  return {
    debug: (message?: unknown) => logger.trace({ source: 'apollo' }, String(message)),
    info: (message?: unknown) => logger.debug({ source: 'apollo' }, String(message)),
    warn: (message?: unknown) => logger.warn({ source: 'apollo' }, String(message)),
    error: (message?: unknown) => logger.error({ source: 'apollo' }, String(message)),
  };
}
