import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, useFolder } from '@forgepoint/common/folder.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { ExtensionSubgraph, Subgraph } from '../composition/candidate.ts';
import { readClaims, writeClaims } from '../composition/claims-file.ts';
import type { CompositionBudget } from '../composition/compose-by-steps.ts';
import { Composer } from '../composition/composer/composer.ts';
import { planGraph } from '../composition/plan-graph.ts';
import { rememberingReader } from '../composition/remembering-reader.ts';
import type { LeftOut } from '../composition/settle-names.ts';
import { defaultExtensionSettings, type Config } from '../config/config.ts';
import type { Generation, SubgraphEndpoint } from '../generation.ts';
import { stateFolder } from './needed-folders.ts';

/** A subgraph whose SDL is known. */
export interface KnownSubgraph {
  readonly sdl: string;
  readonly endpoint: SubgraphEndpoint;
}

export interface GraphSettings {
  /** Absolute path; keeps claims and the supergraph. */
  readonly stateDir: string;
  readonly extensions: Config['extensions'];
}

const budget: CompositionBudget = { togetherMs: 30_000, stepMs: 10_000 };

/** Composes what is known and publishes it, one composition at a time. */
export class GraphState {
  readonly #settings: GraphSettings;
  readonly #publish: (generation: Generation) => Promise<void>;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  readonly #read = rememberingReader();
  #generation = 0;
  #published = '';

  constructor(settings: GraphSettings, publish: (generation: Generation) => Promise<void>, logger: Logger) {
    this.#settings = settings;
    this.#publish = publish;
    this.#logger = logger;
  }

  /** Looks whether what is kept can be used, so that nothing is started in vain. @throws ForgeError CLAIMS_UNUSABLE */
  check(): void {
    readClaims(this.#claimsFile());
  }

  /**
   * @returns what is not part of the supergraph, and why
   * @throws ForgeError when not even the core composes, or the state can't be written
   */
  async update(core: KnownSubgraph, extensions: readonly KnownSubgraph[]): Promise<readonly LeftOut[]> {
    const claimsFile = this.#claimsFile();
    await using composer = new Composer(this.#stopping.signal);
    const planned = await planGraph({
      core: subgraphOf(core),
      extensions: extensions.map((extension) => this.#withGrants(extension)),
      claims: readClaims(claimsFile),
      compose: (subgraphs, budgetMs) => composer.compose(subgraphs, budgetMs),
      budget,
      read: this.#read,
    });
    writeClaims(claimsFile, planned.claims);
    const accepted = new Set(planned.accepted);
    const served = [core, ...extensions.filter(({ endpoint }) => accepted.has(endpoint.name))];
    await this.#serve(planned.supergraphSdl, served);
    return planned.leftOut;
  }

  /**
   * Composes the subgraphs of a graph that has no core, as they stand: there nobody owns a name.
   * @returns nothing: all of them are part of it
   * @throws ForgeError COMPOSITION_FAILED when they don't fit together
   */
  async updateWithoutCore(subgraphs: readonly KnownSubgraph[]): Promise<readonly LeftOut[]> {
    await using composer = new Composer(this.#stopping.signal);
    const composed = await composer.compose(subgraphs.map(subgraphOf), budget.togetherMs);
    if (composed.kind !== 'composed') {
      const why =
        composed.kind === 'failed'
          ? composed.problems.map(({ message }) => message).join(' ')
          : `Composing took ${composed.spent}.`;
      throw new ForgeError('COMPOSITION_FAILED', `The subgraphs do not compose. ${why}`);
    }
    await this.#serve(composed.supergraphSdl, subgraphs);
    return [];
  }

  /** Ends a composition that runs: its `update` is rejected. */
  stop(): void {
    this.#stopping.abort(new ForgeError('COMPOSITION_FAILED', 'The gateway is ending.'));
  }

  #claimsFile(): string {
    return join(makeFolder(stateFolder(this.#settings.stateDir)), 'claims.json');
  }

  async #serve(supergraphSdl: string, subgraphs: readonly KnownSubgraph[]): Promise<void> {
    this.#writeSupergraph(supergraphSdl);
    if (supergraphSdl === this.#published) return;
    this.#generation += 1;
    await this.#publish({
      id: this.#generation,
      supergraphSdl,
      endpoints: new Map(subgraphs.map(({ endpoint }) => [endpoint.name, endpoint])),
    });
    this.#published = supergraphSdl;
    this.#logger.info(
      { generation: this.#generation, subgraphs: subgraphs.map(({ endpoint }) => endpoint.name) },
      'composed',
    );
  }

  #withGrants(extension: KnownSubgraph): ExtensionSubgraph {
    const settings = [...this.#settings.extensions].find(([name]) => name === extension.endpoint.name)?.[1];
    return { ...subgraphOf(extension), grants: (settings ?? defaultExtensionSettings).grants };
  }

  /** For any other router that is to take this one's place. */
  #writeSupergraph(sdl: string): void {
    const folder = stateFolder(this.#settings.stateDir);
    const file = join(makeFolder(folder), 'supergraph.graphql');
    useFolder(folder, () => {
      writeFileSync(`${file}.tmp`, sdl);
      renameSync(`${file}.tmp`, file);
    });
  }
}

/** The URL names the SDL: the same one after a crash gives the same supergraph, and nothing has to be swapped. */
function subgraphOf({ sdl, endpoint: { name, target } }: KnownSubgraph): Subgraph {
  const digest = createHash('sha256').update(sdl).digest('hex').slice(0, 16);
  const url = target.kind === 'url' ? target.url : `http://${name}.${digest}.subgraph/graphql`;
  return { name, sdl, url };
}
