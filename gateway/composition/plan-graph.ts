import {
  readCore,
  readExtension,
  type Candidate,
  type ExtensionSubgraph,
  type Subgraph,
} from './candidate.ts';
import { inClaimOrder } from './claim-order.ts';
import type { Claims } from './claims.ts';
import {
  composeBySteps,
  type Compose,
  type ComposedGraph,
  type CompositionBudget,
} from './compose-by-steps.ts';
import { composedSubgraph } from './composed-subgraph.ts';
import type { ReadExtension } from './remembering-reader.ts';
import { settleNames, type LeftOut, type Settlement } from './settle-names.ts';

export interface GraphRequest {
  readonly core: Subgraph;
  readonly extensions: readonly ExtensionSubgraph[];
  readonly claims: Claims;
  readonly compose: Compose;
  readonly budget: CompositionBudget;
  readonly read?: ReadExtension;
}

export interface PlannedGraph {
  readonly supergraphSdl: string;
  /** Names of the extensions that are part of it. */
  readonly accepted: readonly string[];
  readonly leftOut: readonly LeftOut[];
  /** With those of the newly accepted. */
  readonly claims: Claims;
}

/**
 * Decides who is part of the supergraph: each SDL is read and judged, names are settled in the order of claims,
 * and what is left is composed, all at once if that goes, else step by step.
 * @throws ForgeError when the core's SDL can't be read or the core alone does not compose
 */
export async function planGraph(request: GraphRequest): Promise<PlannedGraph> {
  const { claims, compose, budget, read = readExtension } = request;
  const core = readCore(request.core);
  const coreTypes = new Set(core.names.types.keys());
  const unreadable: LeftOut[] = [];
  const candidates = inClaimOrder(request.extensions, claims.order).flatMap((extension) => {
    const found = read(extension, coreTypes);
    if (found.kind === 'candidate') return [found.candidate];
    unreadable.push({ name: extension.name, state: 'refused', error: found.error });
    return [];
  });
  const settle = (some: readonly Candidate[]): Settlement => settleNames(core.names, some, claims);

  const settled = settle(candidates);
  const subgraphs = settled.accepted.map((candidate) => composedSubgraph(settled.registry, candidate));
  const all = await compose([core.composed, ...subgraphs], budget.togetherMs);
  const graph: ComposedGraph =
    all.kind === 'composed'
      ? { supergraphSdl: all.supergraphSdl, settled, refused: [] }
      : await composeBySteps({
          core: core.composed,
          candidates,
          known: claims.order,
          settle,
          compose,
          budget,
        });
  const accepted = graph.settled.accepted.map(({ name }) => name);
  return {
    supergraphSdl: graph.supergraphSdl,
    accepted,
    leftOut: [...unreadable, ...graph.refused, ...graph.settled.leftOut],
    claims: graph.settled.registry.claims([...new Set([...claims.order, ...accepted])]),
  };
}
