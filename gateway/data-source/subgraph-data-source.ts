import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { GatewayGraphQLResponse } from '@apollo/server-gateway-interface';
import { GraphQLError } from 'graphql';
import { envelopeExtension, type ContextEnvelope } from '@forgepoint/common/context-envelope.ts';
import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import type { SubgraphEndpoint } from '../generation.ts';
import type { RequestContext } from '../request-context.ts';
import type { Exchange, SubgraphReply } from './exchange.ts';
import { RepositoryIds } from './repository-ids.ts';
import { RepositoryLookup } from './repository-lookup.ts';

/** The planner prints operations, so the keyword comes first. */
const mutation = /^mutation\b/;

/** What a subgraph is asked, apart from the values of variables. */
export interface Operation {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly isMutation: boolean;
}

/** How one subgraph is reached. */
export class SubgraphDataSource implements GraphQLDataSource<RequestContext> {
  readonly #endpoint: SubgraphEndpoint;
  readonly #exchange: Exchange;
  readonly #core: Exchange | undefined;
  readonly #ids = new RepositoryIds();
  /** One for each request that names a repository. */
  readonly #lookups = new WeakMap<RequestContext, RepositoryLookup>();

  /** @param core where repositories are looked up for the context envelope */
  constructor(endpoint: SubgraphEndpoint, exchange: Exchange, core: Exchange | undefined) {
    this.#endpoint = endpoint;
    this.#exchange = exchange;
    this.#core = core;
  }

  async process(options: GraphQLDataSourceProcessOptions<RequestContext>): Promise<GatewayGraphQLResponse> {
    const { query = '', variables = {}, operationName } = options.request;
    const operation = { query, operationName, isMutation: mutation.test(query) };
    const { body } = await this.ask(operation, variables, options.context as RequestContext);
    return body as unknown as GatewayGraphQLResponse;
  }

  /** @throws GraphQLError with a code and the subgraph's name */
  async ask(
    { query, operationName, isMutation }: Operation,
    variables: Readonly<Record<string, unknown>>,
    context: RequestContext,
  ): Promise<SubgraphReply> {
    const extensions = await this.#extensions(query, variables, context);
    return this.#exchange.request({
      body: JSON.stringify({ query, variables, operationName, extensions }),
      isMutation,
      ...exchangeOf(context),
    });
  }

  async #extensions(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    context: RequestContext,
  ): Promise<object | undefined> {
    if (this.#endpoint.internalToken === null || this.#endpoint.name === coreSubgraph) return undefined;
    const ids = this.#ids.in(query, variables);
    const repositories = ids.length === 0 ? {} : await this.#lookup(context).find(ids);
    const envelope: ContextEnvelope = {
      requestId: context.requestId,
      operationName: context.record.operationName ?? null,
      remainingMs: Math.max(1, Math.floor(context.deadline - performance.now())),
      user: null,
      repositories,
    };
    return { [envelopeExtension]: envelope };
  }

  #lookup(context: RequestContext): RepositoryLookup {
    const known = this.#lookups.get(context);
    if (known !== undefined) return known;
    const lookup = new RepositoryLookup(async (query, variables) => {
      if (this.#core === undefined) return { _entities: [] };
      const { body } = await this.#core.request({
        body: JSON.stringify({ query, variables }),
        isMutation: false,
        ...exchangeOf(context),
      });
      const { data, errors } = body;
      if (data !== undefined && data !== null && (errors ?? []).every(isUnknownEntity)) return data;
      throw new GraphQLError('The repository could not be looked up.', {
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: coreSubgraph },
      });
    });
    this.#lookups.set(context, lookup);
    return lookup;
  }
}

/** What an exchange has from the client's request. */
function exchangeOf({ requestId, deadline, clientGone, record }: RequestContext) {
  return { requestId, deadline, clientGone, operationName: record.operationName };
}

/** That a repository is unknown is an answer. */
function isUnknownEntity({ extensions }: Readonly<Record<string, unknown>>): boolean {
  const code: unknown =
    typeof extensions === 'object' && extensions !== null ? Reflect.get(extensions, 'code') : undefined;
  return code === ('ENTITY_NOT_FOUND' satisfies ErrorCode);
}
