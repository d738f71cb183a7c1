import { Pool } from 'undici';
import type { SubgraphEndpoint } from '../generation.ts';
import { PendingAnswer, type ExchangeLimits, type SubgraphAnswer } from './pending-answer.ts';

const maxConnections = 64;
/** A host that is gone must not use up the client's deadline. */
const connectTimeoutMs = 4_000;

const jsonHeaders = { 'content-type': 'application/json', accept: 'application/json' };

/** HTTP to one subgraph over connections that are kept. */
export class SubgraphClient {
  readonly #pool: Pool;
  readonly #path: string;
  readonly #name: string;
  readonly #maxResponseBytes: number;

  constructor({ name, target }: SubgraphEndpoint, maxResponseBytes: number) {
    const url = new URL(target.kind === 'url' ? target.url : 'http://subgraph/graphql');
    this.#name = name;
    this.#path = `${url.pathname}${url.search}`;
    this.#maxResponseBytes = maxResponseBytes;
    this.#pool = new Pool(url.origin, {
      connections: maxConnections,
      pipelining: 1,
      ...(target.kind === 'socket'
        ? { socketPath: target.path, keepAliveTimeout: 600_000 }
        : { connect: { timeout: connectTimeoutMs } }),
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /**
   * Sends JSON.
   * @throws whatever undici throws; CutOffError; ForgeError SUBGRAPH_RESPONSE_INVALID when the answer is too large
   */
  async post(
    body: string,
    headers: Readonly<Record<string, string>>,
    limits: ExchangeLimits,
  ): Promise<SubgraphAnswer> {
    const answer = new PendingAnswer(this.#name, this.#maxResponseBytes, limits);
    this.#pool.dispatch(
      { method: 'POST', path: this.#path, headers: { ...headers, ...jsonHeaders }, body },
      answer,
    );
    return answer.whole;
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
