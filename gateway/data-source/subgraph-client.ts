import { Pool } from 'undici';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { SubgraphEndpoint, SubgraphTarget } from '../generation.ts';

const maxConnections = 64;
/** A host that is gone must not use up the client's deadline. */
const connectTimeoutMs = 4_000;

/** What a subgraph answered, unparsed. */
export interface SubgraphAnswer {
  readonly status: number;
  readonly body: string;
}

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

  /** Tells clients of equal targets, whose connections can be shared. */
  static keyOf(target: SubgraphTarget): string {
    return target.kind === 'socket' ? `unix:${target.path}` : target.url;
  }

  /** @throws whatever undici throws; ForgeError SUBGRAPH_RESPONSE_INVALID when the answer is too large */
  async post(
    body: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<SubgraphAnswer> {
    const { statusCode, body: stream } = await this.#pool.request({
      method: 'POST',
      path: this.#path,
      headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
      body,
      signal,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > this.#maxResponseBytes) {
        throw new ForgeError(
          'SUBGRAPH_RESPONSE_INVALID',
          `The answer of "${this.#name}" is larger than ${this.#maxResponseBytes} bytes.`,
          { extension: this.#name, remedy: 'Ask for less at once, for example by paging.' },
        );
      }
      chunks.push(chunk);
    }
    return { status: statusCode, body: Buffer.concat(chunks, size).toString('utf8') };
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
