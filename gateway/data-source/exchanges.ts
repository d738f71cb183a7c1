import type { SubgraphEndpoint } from '../generation.ts';
import { Exchange } from './exchange.ts';
import { SubgraphClient } from './subgraph-client.ts';

interface Shared {
  readonly exchange: Exchange;
  users: number;
}

/** Exchanges shared between generations: what a new one still uses keeps its connections. */
export class Exchanges {
  readonly #shared = new Map<string, Shared>();

  /** Each `take` is to be followed by one `release`. */
  take(endpoint: SubgraphEndpoint): Exchange {
    const key = keyOf(endpoint);
    const shared = this.#shared.get(key) ?? { exchange: new Exchange(endpoint), users: 0 };
    shared.users += 1;
    this.#shared.set(key, shared);
    return shared.exchange;
  }

  async release(endpoint: SubgraphEndpoint): Promise<void> {
    const key = keyOf(endpoint);
    const shared = this.#shared.get(key);
    if (shared === undefined) return;
    shared.users -= 1;
    if (shared.users > 0) return;
    this.#shared.delete(key);
    await shared.exchange.close();
  }
}

function keyOf({ name, target, internalToken }: SubgraphEndpoint): string {
  return JSON.stringify([name, SubgraphClient.keyOf(target), internalToken]);
}
