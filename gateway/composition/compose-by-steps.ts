import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { Candidate } from './candidate.ts';
import type { ComposedSubgraph } from './compose.ts';
import { composedSubgraph } from './composed-subgraph.ts';
import { compositionError, type Composed, type CompositionFailure } from './composition-failure.ts';
import { nextUnit } from './next-unit.ts';
import type { LeftOut, Settlement } from './settle-names.ts';

/** Composes subgraphs, the first of which is core. @param budgetMs whole milliseconds */
export type Compose = (subgraphs: readonly ComposedSubgraph[], budgetMs: number) => Promise<Composed>;

/** Whole milliseconds. */
export interface CompositionBudget {
  /** For all at once, and for all that were part of the graph before. */
  readonly togetherMs: number;
  /** For each step that adds an extension. */
  readonly stepMs: number;
}

export interface Steps {
  readonly core: ComposedSubgraph;
  /** In the order in which they ask. */
  readonly candidates: readonly Candidate[];
  /** Extensions that were part of the graph before. */
  readonly known: readonly string[];
  /** Decides by names who can be together. */
  readonly settle: (candidates: readonly Candidate[]) => Settlement;
  readonly compose: Compose;
  readonly budget: CompositionBudget;
}

export interface ComposedGraph {
  readonly supergraphSdl: string;
  readonly settled: Settlement;
  /** By composition, not by names. */
  readonly refused: readonly LeftOut[];
}

/**
 * Composes core, then the known, then one newcomer after the other, each only if those before it stay whole. What
 * does not compose is left out, and the names that it wanted are free for those after it.
 * @throws ForgeError COMPOSITION_FAILED when the core alone does not compose
 */
export async function composeBySteps(steps: Steps): Promise<ComposedGraph> {
  const { core, candidates, settle, compose, budget } = steps;
  const refused = new Map<string, LeftOut>();
  let supergraphSdl = coreAlone(await compose([core], budget.togetherMs));
  /** Who is in the supergraph above. */
  let inside: ReadonlySet<string> = new Set();
  const tryWith = async (
    { registry }: Settlement,
    members: readonly Candidate[],
    budgetMs: number,
  ): Promise<CompositionFailure | undefined> => {
    const composed = await compose(
      [core, ...members.map((member) => composedSubgraph(registry, member))],
      budgetMs,
    );
    if (composed.kind !== 'composed') return composed;
    ({ supergraphSdl } = composed);
    inside = new Set(members.map(({ name }) => name));
    return undefined;
  };

  const all = settle(candidates);
  const known = settle(candidates.filter(({ name }) => steps.known.includes(name)));
  const isPart = known.accepted.every((one) => all.accepted.includes(one));
  if (isPart && known.accepted.length > 0 && known.accepted.length < all.accepted.length) {
    await tryWith(known, known.accepted, budget.togetherMs);
  }
  for (;;) {
    const settled = settle(candidates.filter(({ name }) => !refused.has(name)));
    const unit = nextUnit(settled, inside);
    if (unit.length === 0) return { supergraphSdl, settled, refused: [...refused.values()] };
    const members = settled.accepted.filter((one) => inside.has(one.name) || unit.includes(one));
    const failure = await tryWith(settled, members, budget.stepMs);
    if (failure === undefined) continue;
    for (const { name } of unit) {
      refused.set(name, { name, state: 'refused', error: compositionError(name, failure) });
    }
  }
}

function coreAlone(composed: Composed): string {
  if (composed.kind === 'composed') return composed.supergraphSdl;
  throw new ForgeError('COMPOSITION_FAILED', `The core alone does not compose: ${reason(composed)}`);
}

function reason(failure: CompositionFailure): string {
  return failure.kind === 'failed'
    ? failure.problems.map(({ message }) => message).join(' ')
    : `it took ${failure.spent}.`;
}
