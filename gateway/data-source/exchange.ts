import { GraphQLError } from 'graphql';
import { internalTokenHeader } from '@forgepoint/common/context-envelope.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { SubgraphEndpoint } from '../generation.ts';
import type { FetchCounts } from '../observability/fetch-counts.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import { coded, errorOf, failureOf, type Failure } from './failure.ts';
import type { SubgraphAnswer } from './pending-answer.ts';
import { SubgraphClient } from './subgraph-client.ts';

export interface ExchangeRequest {
  /** JSON. */
  readonly body: string;
  readonly isMutation: boolean;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  /** Aborted when the client is gone. */
  readonly clientGone: AbortSignal;
  /** Of the client's request. */
  readonly requestId: string;
  /** Of the client's operation; `undefined`: it has none. */
  readonly operationName: string | undefined;
}

/** What a subgraph answered: the body of a GraphQL response. */
export interface GraphqlBody {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly Readonly<Record<string, unknown>>[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What a subgraph answered, and the same as it came. */
export interface SubgraphReply {
  readonly body: GraphqlBody;
  /** JSON, UTF-8. */
  readonly bytes: Uint8Array;
}

const maxRunning = 64;
const maxWaiting = 2_048;
const maxResponseBytes = 32 * 1024 * 1024;
const breakerPolicy = { threshold: 10, openMs: 1_000 };

/** Exchanges requests for answers with one subgraph, with all the care that takes; lives as long as its target. */
export class Exchange {
  readonly #endpoint: SubgraphEndpoint;
  readonly #client: SubgraphClient;
  readonly #limit = new ConcurrencyLimit(maxRunning, maxWaiting);
  readonly #breaker = new CircuitBreaker(breakerPolicy, () => performance.now());
  readonly #headers: Readonly<Record<string, string>>;
  readonly #counts: FetchCounts;
  readonly #logger: Logger;
  /** Code of the last failure; `undefined` after a success. */
  #failing: unknown;

  constructor(endpoint: SubgraphEndpoint, counts: FetchCounts, logger: Logger) {
    this.#endpoint = endpoint;
    this.#counts = counts;
    this.#logger = logger;
    this.#client = new SubgraphClient(endpoint, maxResponseBytes);
    this.#headers = endpoint.internalToken === null ? {} : { [internalTokenHeader]: endpoint.internalToken };
  }

  /** @throws GraphQLError with a code and the subgraph's name */
  async request(request: ExchangeRequest): Promise<SubgraphReply> {
    const { name } = this.#endpoint;
    const startedAt = performance.now();
    try {
      const answer = this.#limit.run(() => this.#guarded(request));
      if (answer === undefined) {
        throw coded(
          name,
          'EXTENSION_OVERLOADED',
          `Too many requests are waiting for "${name}". Try again in a moment.`,
        );
      }
      return await answer;
    } catch (error) {
      this.#counts.failed(error instanceof GraphQLError ? error.extensions['code'] : undefined);
      throw error;
    } finally {
      this.#counts.ended(startedAt);
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #guarded(request: ExchangeRequest): Promise<SubgraphReply> {
    if (!this.#breaker.mayPass())
      throw this.#error({ kind: 'refused', cause: new Error('it failed repeatedly') }, request);
    let outcome = await this.#once(request);
    // The connection of a subgraph that was replaced or restarted: its successor has never seen this query.
    if ('failure' in outcome && outcome.failure.kind === 'broken' && !request.isMutation) {
      this.#counts.retried();
      outcome = await this.#once(request);
    }
    if (!('failure' in outcome)) {
      this.#breaker.succeeded();
      this.#failing = undefined;
      return outcome.reply;
    }
    const { kind } = outcome.failure;
    if (kind === 'refused' || kind === 'broken' || kind === 'deadline') this.#breaker.failed();
    else this.#breaker.succeeded();
    throw this.#error(outcome.failure, request);
  }

  async #once({
    body,
    deadline,
    clientGone,
    isMutation,
  }: ExchangeRequest): Promise<{ reply: SubgraphReply } | { failure: Failure }> {
    // What a mutation does is not undone by a client that leaves.
    const limits = { deadline, clientGone: isMutation ? null : clientGone };
    try {
      const answer = await this.#client.post(body, this.#headers, limits);
      return { reply: { body: parseAnswer(this.#endpoint.name, answer), bytes: answer.body } };
    } catch (error) {
      return { failure: failureOf(error) };
    }
  }

  #error(failure: Failure, request: ExchangeRequest): GraphQLError {
    const error = errorOf(this.#endpoint.name, failure, request.isMutation);
    if (failure.kind !== 'abandoned') this.#report(error, request);
    return error;
  }

  /** What fails again in the same way is not news; each mutation whose fate is unknown is. */
  #report(
    { message, extensions: { code, ...about } }: GraphQLError,
    { requestId, operationName }: ExchangeRequest,
  ): void {
    if (code === this.#failing && code !== 'MUTATION_FATE_UNKNOWN') return;
    this.#failing = code;
    this.#logger.warn(
      { ...about, code, reason: message, requestId, operationName },
      'a subgraph does not answer',
    );
  }
}

function parseAnswer(name: string, { status, body }: SubgraphAnswer): GraphqlBody {
  const invalid = (what: string): ForgeError =>
    new ForgeError('SUBGRAPH_RESPONSE_INVALID', `"${name}" answered with ${what} (HTTP ${status}).`, {
      extension: name,
    });
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    throw invalid('something that is not JSON');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw invalid('something that is not a GraphQL response');
  const { data, errors } = json as { data?: unknown; errors?: unknown };
  const dataFits = data === undefined || (typeof data === 'object' && !Array.isArray(data));
  const errorsFit =
    errors === undefined ||
    (Array.isArray(errors) && errors.every((error) => typeof error === 'object' && error !== null));
  if (!dataFits || !errorsFit || (data === undefined && errors === undefined))
    throw invalid('something that is not a GraphQL response');
  if (errors !== undefined) errors.forEach(leaveHttpToUs);
  return json;
}

/** Apollo Server takes the status of the whole answer from there, which is not for one subgraph to decide. */
function leaveHttpToUs({ extensions }: Readonly<Record<string, unknown>>): void {
  if (typeof extensions === 'object' && extensions !== null) Reflect.deleteProperty(extensions, 'http');
}
