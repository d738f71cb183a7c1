import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import type { SubgraphObserver } from './subgraph-observer.ts';

/** Told what becomes of the graph and its subgraphs. */
export interface GraphObserver {
  subgraph(name: string): SubgraphObserver;
  /** Clients are served by another generation. @param seconds from handing it over until they were */
  swapped(seconds: number): void;
  /** A version of an extension is not served, or a whole generation. */
  swapFailed(code: ErrorCode): void;
}
