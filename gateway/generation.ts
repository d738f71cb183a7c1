/** Where a subgraph answers. */
export type SubgraphTarget =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string };

export interface SubgraphEndpoint {
  /** The subgraph's name, as in the supergraph's `join__Graph`. */
  readonly name: string;
  readonly target: SubgraphTarget;
  /** Sent with every request to it; `null` when the subgraph is not one of this boot. */
  readonly internalToken: string | null;
}

/** All that the control plane hands to the data plane: one supergraph, and where its subgraphs answer. */
export interface Generation {
  /** Counts up from 1. */
  readonly id: number;
  readonly supergraphSdl: string;
  /** By subgraph name. */
  readonly endpoints: ReadonlyMap<string, SubgraphEndpoint>;
}

/** A generation that clients are served by. */
export interface Published {
  /** Settles when nothing runs on an older one any more. */
  readonly olderRetired: Promise<void>;
}

/** What `/readyz` shows. */
export interface Readiness {
  /** A supergraph is served, and every subgraph is ready or was refused. */
  readonly ready: boolean;
  /** A supergraph is served, whatever the state of its subgraphs. */
  readonly serving: boolean;
  readonly subgraphs: readonly SubgraphReadiness[];
}

export interface SubgraphReadiness {
  readonly name: string;
  /**
   * `admitting`, `starting`, `ready`, `waiting` (for another that it builds on), `backing-off`, `quarantined`,
   * `refused`, `draining`, `stopped`.
   */
  readonly state: string;
  readonly code?: string;
  readonly message?: string;
  /** What was to take its place and could not: the subgraph is as it was before. */
  readonly replacement?: { readonly state: 'refused'; readonly code: string; readonly message: string };
}
