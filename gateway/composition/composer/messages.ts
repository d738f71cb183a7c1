import type { ComposedSubgraph, Composition } from '../compose.ts';

/** From the gateway to the process that composes; one at a time. */
export interface ComposerJob {
  readonly subgraphs: readonly ComposedSubgraph[];
}

/** From the process that composes. */
export type ComposerMessage =
  /** From here on the time of a job counts. */
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly composition: Composition }
  | { readonly type: 'out-of-memory' };
