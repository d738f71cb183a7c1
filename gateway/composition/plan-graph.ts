import { ForgeError, type WireError } from '@forgepoint/common/forge-error.ts';
import type { Claims } from './claims.ts';
import type { ComposedSubgraph, Composition } from './compose.ts';
import { Ownership } from './ownership.ts';

export interface GraphRequest {
  readonly core: ComposedSubgraph;
  readonly extensions: readonly ComposedSubgraph[];
  readonly claims: Claims;
  readonly compose: (subgraphs: readonly ComposedSubgraph[]) => Promise<Composition>;
}

export interface Refusal {
  readonly name: string;
  readonly error: WireError;
}

export interface PlannedGraph {
  readonly supergraphSdl: string;
  /** Names of the extensions that are part of it. */
  readonly accepted: readonly string[];
  readonly refused: readonly Refusal[];
  /** With those of the newly accepted. */
  readonly claims: Claims;
}

/**
 * Decides who is part of the supergraph: core, then those with older claims, then newcomers by name, each only
 * as long as all before it stay whole.
 * @throws ForgeError COMPOSITION_FAILED when the core alone does not compose
 */
export async function planGraph({ core, extensions, claims, compose }: GraphRequest): Promise<PlannedGraph> {
  const ownership = new Ownership(claims);
  const refused: Refusal[] = [];
  const ordered = [core, ...inClaimOrder(extensions, claims.order)];
  const refuse = (name: string, error: WireError): void => {
    if (name === core.name) throw ForgeError.fromWire(error);
    refused.push({ name, error });
  };
  const defined = ordered.filter((subgraph) => {
    const problem = ownership.claim(subgraph);
    if (problem !== undefined) refuse(subgraph.name, problem);
    return problem === undefined;
  });
  // Only now is it known who owns what: an extension may build on one that comes later in the order.
  const candidates = defined.slice(1).filter((subgraph) => {
    const problem = ownership.attach(subgraph.name);
    if (problem !== undefined) refuse(subgraph.name, problem);
    return problem === undefined;
  });

  const all = await compose([core, ...candidates]);
  if (all.kind === 'composed') {
    const accepted = candidates.map(({ name }) => name);
    return { supergraphSdl: all.supergraphSdl, accepted, refused, claims: ownership.after(accepted) };
  }
  let graph = await compose([core]);
  if (graph.kind === 'failed') {
    throw new ForgeError(
      'COMPOSITION_FAILED',
      `The core alone does not compose: ${graph.problems.join(' ')}`,
    );
  }
  const accepted: ComposedSubgraph[] = [];
  // An extension may need a type of one that comes later in the order, so what fails is tried again at the end.
  let waiting = candidates;
  for (let progress = true; progress && waiting.length > 0;) {
    progress = false;
    const failed: ComposedSubgraph[] = [];
    for (const candidate of waiting) {
      const next = await compose([core, ...accepted, candidate]);
      if (next.kind === 'failed') {
        failed.push(candidate);
        continue;
      }
      graph = next;
      accepted.push(candidate);
      progress = true;
    }
    waiting = failed;
  }
  for (const { name, ...rest } of waiting) {
    const alone = await compose([core, ...accepted, { name, ...rest }]);
    refused.push({ name, error: compositionError(name, alone.kind === 'failed' ? alone.problems : []) });
  }
  const names = accepted.map(({ name }) => name);
  return { supergraphSdl: graph.supergraphSdl, accepted: names, refused, claims: ownership.after(names) };
}

function inClaimOrder(
  extensions: readonly ComposedSubgraph[],
  order: readonly string[],
): readonly ComposedSubgraph[] {
  const rank = ({ name }: ComposedSubgraph): number =>
    order.includes(name) ? order.indexOf(name) : order.length;
  return extensions.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

function compositionError(extension: string, problems: readonly string[]): WireError {
  return new ForgeError(
    'COMPOSITION_FAILED',
    `The schema of "${extension}" does not compose with the others: ${problems.slice(0, 3).join(' ')}`,
    { extension, remedy: 'Its author has to change the SDL; the other extensions are served without it.' },
  ).toWire();
}
