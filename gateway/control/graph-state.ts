import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ExtensionGrants } from '@forgepoint/common/extension-grants.ts';
import { makeFolder, useFolder } from '@forgepoint/common/folder.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { Subgraph } from '../composition/candidate.ts';
import { checkClaims, claimsFileIn, readClaims, writeClaims } from '../composition/claims-file.ts';
import type { Claims } from '../composition/claims.ts';
import type { CompositionBudget } from '../composition/compose-by-steps.ts';
import { Composer } from '../composition/composer/composer.ts';
import { planGraph } from '../composition/plan-graph.ts';
import { rememberingReader } from '../composition/remembering-reader.ts';
import type { LeftOut } from '../composition/settle-names.ts';
import type { Published, SubgraphEndpoint } from '../generation.ts';
import { writeWhole } from '../write-whole.ts';
import type { GraphObserver } from '../observability/graph-observer.ts';
import { stateFolder } from './needed-folders.ts';
import type { Publish } from './running-graph.ts';

/** A subgraph whose SDL is known. */
export interface KnownSubgraph {
  readonly sdl: string;
  /** What the operator permits it beyond the defaults. */
  readonly grants: ExtensionGrants;
  readonly endpoint: SubgraphEndpoint;
}

/** A graph that composes and could be served. */
export interface PlannedGraph {
  readonly supergraphSdl: string;
  readonly served: readonly KnownSubgraph[];
  /** What is not part of it, and why. */
  readonly leftOut: readonly LeftOut[];
  /** `undefined`: there nobody owns a name. */
  readonly claims: Claims | undefined;
}

const budget: CompositionBudget = { togetherMs: 30_000, stepMs: 10_000 };

/** Composes what is known and publishes it, one after the other. */
export class GraphState {
  readonly #stateDir: string;
  readonly #publish: Publish;
  readonly #observer: GraphObserver;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  readonly #read = rememberingReader();
  #generation = 0;
  /** What is served, and by whom. */
  #published = '';
  #servedSdl = '';
  /** What was composed last: the same SDLs give the same graph, whoever answers for them now. */
  #composed: { readonly from: string; readonly plan: PlannedGraph } | undefined;

  /** @param stateDir absolute path; keeps claims and the supergraph */
  constructor(stateDir: string, publish: Publish, observer: GraphObserver, logger: Logger) {
    this.#stateDir = stateDir;
    this.#publish = publish;
    this.#observer = observer;
    this.#logger = logger;
  }

  /** The supergraph that clients are served by; empty: none. */
  get servedSdl(): string {
    return this.#servedSdl;
  }

  /** Absolute path. @throws ForgeError FOLDER_UNUSABLE */
  get claimsFile(): string {
    return claimsFileIn(makeFolder(stateFolder(this.#stateDir)));
  }

  /** Looks whether claims can be read and kept, so that nothing is started in vain. @throws ForgeError CLAIMS_UNUSABLE */
  check(): void {
    checkClaims(this.claimsFile);
  }

  /** Somebody else has changed the claims: they are read again. */
  claimsChanged(): void {
    this.#composed = undefined;
  }

  /** @throws ForgeError when not even the core composes */
  async plan(core: KnownSubgraph, extensions: readonly KnownSubgraph[]): Promise<PlannedGraph> {
    const all = [core, ...extensions];
    const claims = readClaims(this.claimsFile);
    const from = JSON.stringify(all.map(({ sdl, grants, endpoint: { name } }) => [name, sdl, grants]));
    if (this.#composed?.from === from)
      return { ...this.#composed.plan, served: among(all, this.#composed.plan) };
    await using composer = new Composer(this.#stopping.signal);
    const planned = await planGraph({
      core: subgraphOf(core),
      extensions: extensions.map((extension) => ({ ...subgraphOf(extension), grants: extension.grants })),
      claims,
      compose: (subgraphs, budgetMs) => composer.compose(subgraphs, budgetMs),
      budget,
      read: this.#read,
    });
    const { supergraphSdl, leftOut } = planned;
    const accepted = new Set(planned.accepted);
    const served = [core, ...extensions.filter(({ endpoint }) => accepted.has(endpoint.name))];
    const plan: PlannedGraph = { supergraphSdl, served, leftOut, claims: planned.claims };
    this.#composed = { from, plan };
    return plan;
  }

  /**
   * Composes the subgraphs of a graph that has no core, as they stand.
   * @throws ForgeError COMPOSITION_FAILED when they don't fit together
   */
  async planWithoutCore(subgraphs: readonly KnownSubgraph[]): Promise<PlannedGraph> {
    await using composer = new Composer(this.#stopping.signal);
    const composed = await composer.compose(subgraphs.map(subgraphOf), budget.togetherMs);
    if (composed.kind !== 'composed') {
      const why =
        composed.kind === 'failed'
          ? composed.problems.map(({ message }) => message).join(' ')
          : `Composing took ${composed.spent}.`;
      throw new ForgeError('COMPOSITION_FAILED', `The subgraphs do not compose. ${why}`);
    }
    return { supergraphSdl: composed.supergraphSdl, served: subgraphs, leftOut: [], claims: undefined };
  }

  /**
   * Keeps what a graph claims, and makes it a generation unless it is the one that is served.
   * @param beforeAccept called when the generation is loaded and nobody is served by it yet
   * @throws ForgeError when the state can't be written or the generation not be loaded; whatever `beforeAccept` throws
   */
  async serve(
    { supergraphSdl, served, claims }: PlannedGraph,
    beforeAccept?: () => Promise<void>,
  ): Promise<Published> {
    const endpoints = new Map(served.map(({ endpoint }) => [endpoint.name, endpoint]));
    // Their order tells who was swapped last, which is no reason for another generation.
    const content = JSON.stringify([
      supergraphSdl,
      [...endpoints.values()].toSorted((one, other) => one.name.localeCompare(other.name)),
    ]);
    if (content === this.#published) {
      await beforeAccept?.();
      this.#claim(claims);
      return { olderRetired: Promise.resolve() };
    }
    this.#generation += 1;
    const id = this.#generation;
    // Before anybody is served by it: whoever may use a name has claimed it, whatever happens next.
    const takeBack = this.#claim(claims);
    let published: Published;
    const startedAt = performance.now();
    try {
      published = await this.#publish({ id, supergraphSdl, endpoints }, beforeAccept);
    } catch (error) {
      takeBack();
      throw error;
    }
    this.#observer.swapped((performance.now() - startedAt) / 1_000);
    this.#writeSupergraph(supergraphSdl);
    this.#published = content;
    this.#servedSdl = supergraphSdl;
    this.#logger.info({ generation: id, subgraphs: [...endpoints.keys()] }, 'composed');
    return published;
  }

  /** Ends a composition that runs: its plan is rejected. */
  stop(): void {
    this.#stopping.abort(new ForgeError('COMPOSITION_FAILED', 'The gateway is ending.'));
  }

  /** @returns what makes the claims those from before */
  #claim(claims: Claims | undefined): () => void {
    if (claims === undefined) return () => undefined;
    const file = this.claimsFile;
    const before = readClaims(file);
    if (isDeepStrictEqual(before, claims)) return () => undefined;
    writeClaims(file, claims);
    return () => writeClaims(file, before);
  }

  /** For any other router that is to take this one's place. */
  #writeSupergraph(sdl: string): void {
    const folder = stateFolder(this.#stateDir);
    const file = join(makeFolder(folder), 'supergraph.graphql');
    useFolder(folder, () => {
      writeWhole(file, sdl);
    });
  }
}

function among(all: readonly KnownSubgraph[], { served }: PlannedGraph): readonly KnownSubgraph[] {
  const names = new Set(served.map(({ endpoint }) => endpoint.name));
  return all.filter(({ endpoint }) => names.has(endpoint.name));
}

/** The URL names the SDL: the same one after a crash gives the same supergraph, and nothing has to be swapped. */
function subgraphOf({ sdl, endpoint: { name, target } }: KnownSubgraph): Subgraph {
  const digest = createHash('sha256').update(sdl).digest('hex').slice(0, 16);
  const url = target.kind === 'url' ? target.url : `http://${name}.${digest}.subgraph/graphql`;
  return { name, sdl, url };
}
