import type { ExtensionSubgraph } from '@forgepoint/gateway/composition/candidate.ts';
import { Composer } from '@forgepoint/gateway/composition/composer/composer.ts';
import type { CompositionBudget } from '@forgepoint/gateway/composition/compose-by-steps.ts';
import { planGraph, type PlannedGraph } from '@forgepoint/gateway/composition/plan-graph.ts';
import type { LeftOut } from '@forgepoint/gateway/composition/settle-names.ts';
import type { Surroundings } from './surroundings.ts';

const budget: CompositionBudget = { togetherMs: 30_000, stepMs: 10_000 };

export interface TogetherCheck {
  /** Of what is checked. */
  readonly refused: readonly LeftOut[];
  /** Extensions that were part of the graph and would no longer be. */
  readonly pushedOut: readonly LeftOut[];
  /** Of those that are there: not part of the graph, whatever is checked. */
  readonly leftOutBefore: readonly LeftOut[];
}

/**
 * What a gateway would say of newcomers: the graph is composed as it is, then with them, who ask after all others.
 * One that is there in another version is replaced and keeps its names.
 */
export async function checkTogether(
  newcomers: readonly ExtensionSubgraph[],
  { core, extensions, claims }: Surroundings,
): Promise<TogetherCheck> {
  await using composer = new Composer(new AbortController().signal);
  const plan = (some: readonly ExtensionSubgraph[], known: Surroundings['claims']): Promise<PlannedGraph> =>
    planGraph({
      core,
      extensions: some,
      claims: known,
      compose: (subgraphs, budgetMs) => composer.compose(subgraphs, budgetMs),
      budget,
    });
  const before = await plan(extensions, claims);
  const names = new Set(newcomers.map(({ name }) => name));
  const others = extensions.filter(({ name }) => !names.has(name));
  const after = await plan([...others, ...newcomers], before.claims);
  return {
    refused: after.leftOut.filter(({ name }) => names.has(name)),
    pushedOut: after.leftOut.filter(({ name }) => !names.has(name) && before.accepted.includes(name)),
    leftOutBefore: before.leftOut.filter(({ name }) => !names.has(name)),
  };
}
