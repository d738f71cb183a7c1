import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WireError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import { readClaims, writeClaims } from '../composition/claims.ts';
import { composeInWorker } from '../composition/compose-in-worker.ts';
import { planGraph } from '../composition/plan-graph.ts';
import type { Generation, SubgraphEndpoint } from '../generation.ts';

/** A subgraph whose SDL is known. */
export interface KnownSubgraph {
  readonly sdl: string;
  readonly endpoint: SubgraphEndpoint;
}

const compositionBudgetMs = 30_000;

/** Composes what is known and publishes it, one composition at a time. */
export class GraphState {
  readonly #stateDir: string;
  readonly #publish: (generation: Generation) => Promise<void>;
  readonly #logger: Logger;
  #generation = 0;
  #published = '';

  constructor(stateDir: string, publish: (generation: Generation) => Promise<void>, logger: Logger) {
    this.#stateDir = stateDir;
    this.#publish = publish;
    this.#logger = logger;
  }

  /**
   * @returns what is not part of the supergraph, and why
   * @throws ForgeError when not even the core composes, or the state can't be written
   */
  async update(
    core: KnownSubgraph,
    extensions: readonly KnownSubgraph[],
  ): Promise<readonly { readonly name: string; readonly error: WireError }[]> {
    const claimsFile = join(this.#stateDir, 'claims.json');
    const planned = await planGraph({
      core: composed(core),
      extensions: extensions.map(composed),
      claims: readClaims(claimsFile),
      compose: (subgraphs) => composeInWorker(subgraphs, compositionBudgetMs),
    });
    writeClaims(claimsFile, planned.claims);
    this.#writeSupergraph(planned.supergraphSdl);
    const accepted = new Set(planned.accepted);
    const endpoints = [core, ...extensions.filter(({ endpoint }) => accepted.has(endpoint.name))].map(
      ({ endpoint }) => endpoint,
    );
    if (planned.supergraphSdl === this.#published) return planned.refused;
    this.#generation += 1;
    await this.#publish({
      id: this.#generation,
      supergraphSdl: planned.supergraphSdl,
      endpoints: new Map(endpoints.map((endpoint) => [endpoint.name, endpoint])),
    });
    this.#published = planned.supergraphSdl;
    this.#logger.info(
      { generation: this.#generation, subgraphs: endpoints.map(({ name }) => name) },
      'composed',
    );
    return planned.refused;
  }

  /** For any other router that is to take this one's place. */
  #writeSupergraph(sdl: string): void {
    mkdirSync(this.#stateDir, { recursive: true, mode: 0o700 });
    const file = join(this.#stateDir, 'supergraph.graphql');
    writeFileSync(`${file}.tmp`, sdl);
    renameSync(`${file}.tmp`, file);
  }
}

/** The URL names the SDL: the same one after a crash gives the same supergraph, and nothing has to be swapped. */
function composed({ sdl, endpoint: { name, target } }: KnownSubgraph) {
  const digest = createHash('sha256').update(sdl).digest('hex').slice(0, 16);
  const url = target.kind === 'url' ? target.url : `http://${name}.${digest}.subgraph/graphql`;
  return { name, sdl, url };
}
