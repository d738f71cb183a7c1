import { HeaderMap } from '@apollo/server';
import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { parse, type GraphQLSchema } from 'graphql';
import { createLogger } from '@forgepoint/common/logging.ts';
import { loadGeneration, type LoadedGeneration } from '../../../gateway/graph/loaded-generation.ts';
import { RequestRecord } from '../../../gateway/observability/request-record.ts';
import { ServingCounts } from '../../../gateway/observability/serving-counts.ts';
import type { Subgraphs } from './subgraphs.ts';

export interface Response {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export type Variables = Readonly<Record<string, unknown>>;

/** One generation, asked by way of Apollo Server and @apollo/gateway, and by our own execution. */
export class BothExecutors implements AsyncDisposable {
  readonly schema: GraphQLSchema;
  readonly #generation: LoadedGeneration;

  static async start({ sdls, urls }: Subgraphs): Promise<BothExecutors> {
    const services = Object.entries(sdls).map(([name, sdl]) => ({
      name,
      typeDefs: parse(sdl),
      url: urls[name] ?? '',
    }));
    const { supergraphSdl, errors } = composeServices(services);
    if (supergraphSdl === undefined) throw new Error(JSON.stringify(errors));
    const endpoints = new Map(
      services.map(({ name, url }) => [
        name,
        { name, target: { kind: 'url', url } as const, internalToken: null },
      ]),
    );
    const generation = await loadGeneration(
      { id: 1, supergraphSdl, endpoints },
      { maxTokens: 5_000, introspection: true, onUsed: () => undefined, counts: new ServingCounts() },
      createLogger('gateway', 'silent'),
    );
    return new BothExecutors(generation, Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema());
  }

  private constructor(generation: LoadedGeneration, schema: GraphQLSchema) {
    this.#generation = generation;
    this.schema = schema;
  }

  async apollo(query: string, variables: Variables): Promise<Response> {
    const { body } = await this.#generation.server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: 'POST',
        headers: new HeaderMap([['content-type', 'application/json']]),
        search: '',
        body: { query, variables },
      },
      context: () => Promise.resolve(context()),
    });
    if (body.kind !== 'complete') throw new Error('the answer comes in parts');
    return JSON.parse(body.string) as Response;
  }

  /** @returns `undefined` when the operation is left to Apollo, which has to have seen it before */
  async own(query: string, variables: Variables): Promise<Response | undefined> {
    const answer = await this.#generation.answer({ query, variables, operationName: undefined }, context());
    return answer === undefined ? undefined : (JSON.parse(Buffer.from(answer).toString()) as Response);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#generation.stop();
  }
}

function context() {
  return {
    requestId: 'test',
    deadline: performance.now() + 10_000,
    clientGone: new AbortController().signal,
    record: new RequestRecord(),
  };
}
