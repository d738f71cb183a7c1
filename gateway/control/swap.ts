import { ForgeError, type WireError } from '@forgepoint/common/forge-error.ts';
import type { LeftOut } from '../composition/settle-names.ts';
import type { BreakingChanges } from '../config/config.ts';
import type { Published } from '../generation.ts';
import type { GraphState, KnownSubgraph, PlannedGraph } from './graph-state.ts';
import type { SchemaGate } from './schema-gate.ts';
import type { Successor } from './successor.ts';
import type { Version } from './version.ts';

export interface SwapRequest {
  readonly graph: GraphState;
  readonly gate: SchemaGate;
  readonly core: KnownSubgraph;
  /** Versions that keep their place. */
  readonly staying: readonly Version[];
  /** Names of those that are left out until another is there. */
  readonly waiting: { has(name: string): boolean };
  readonly successors: readonly Successor[];
  readonly policy: BreakingChanges;
}

export interface Swapped {
  readonly published: Published;
  readonly taken: readonly Successor[];
  readonly refused: readonly RefusedSuccessor[];
  /** Of those that are there now, who is not part of the graph. */
  readonly leftOut: readonly LeftOut[];
}

interface RefusedSuccessor {
  readonly successor: Successor;
  readonly error: WireError;
}

/**
 * Gives successors their places, all in one generation: plan with them, and with what was there before in the place of
 * those that don't fit, until the rest fits; load; let them commit; serve. Those that had to stay out are discarded at
 * once: somebody's mutations may be waiting for them.
 * @throws ForgeError when no generation can be made; all successors are discarded then
 */
export async function swap(request: SwapRequest): Promise<Swapped> {
  const refused: RefusedSuccessor[] = [];
  const left = new Set(request.successors);
  const refuse = async (found: readonly RefusedSuccessor[]): Promise<void> => {
    for (const one of found) {
      left.delete(one.successor);
      refused.push(one);
      await one.successor.discard();
    }
  };
  try {
    for (;;) {
      const plan = await request.graph.plan(request.core, members(request, left));
      const unfit = unfitIn(plan, left, request.waiting);
      await refuse(unfit);
      if (unfit.length > 0) continue;
      const breaking = await request.gate.judge({
        before: request.graph.servedSdl,
        after: plan.supergraphSdl,
        successors: [...left],
        policy: request.policy,
      });
      await refuse(breaking);
      if (breaking.length > 0) continue;
      const failed: RefusedSuccessor[] = [];
      const published = await serve(request.graph, plan, left, failed);
      if (published !== undefined) return { published, taken: [...left], refused, leftOut: plan.leftOut };
      await refuse(failed);
    }
  } catch (error) {
    await Promise.all([...left].map((successor) => successor.discard()));
    throw error;
  }
}

function members(
  { staying, successors }: SwapRequest,
  left: ReadonlySet<Successor>,
): readonly KnownSubgraph[] {
  const placed = successors.map((one) => (left.has(one) ? one.version : one.instead));
  return [...staying, ...placed].flatMap((version) => (version?.known === undefined ? [] : [version.known]));
}

/** A successor that would be left out where its predecessor is not. */
function unfitIn(
  { leftOut }: PlannedGraph,
  left: ReadonlySet<Successor>,
  waiting: SwapRequest['waiting'],
): readonly RefusedSuccessor[] {
  return [...left].flatMap((successor) => {
    const out = leftOut.find(({ name }) => name === successor.name);
    if (out === undefined) return [];
    const hadNoPlace = successor.predecessor === undefined || waiting.has(successor.name);
    if (out.state === 'waiting' && hadNoPlace) return [];
    return [{ successor, error: out.error }];
  });
}

/** @param failed gets those that can't commit @returns `undefined` when there are some */
async function serve(
  graph: GraphState,
  plan: PlannedGraph,
  successors: ReadonlySet<Successor>,
  failed: RefusedSuccessor[],
): Promise<Published | undefined> {
  try {
    return await graph.serve(plan, async () => {
      await Promise.all(
        [...successors].map((successor) =>
          successor.commit().catch((error: unknown) => {
            const why = ForgeError.from(error, 'SUBGRAPH_START_FAILED', { extension: successor.name });
            failed.push({ successor, error: why.toWire() });
          }),
        ),
      );
      if (failed.length > 0) throw new Error('not all successors could commit');
    });
  } catch (error) {
    if (failed.length > 0) return undefined;
    throw error;
  }
}
