import { setTimeout as pause } from 'node:timers/promises';
import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import { ForgeError, systemReason, type WireError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import { defaultExtensionSettings, type Config, type RemoteSubgraph } from '../config/config.ts';
import type { Readiness } from '../generation.ts';
import { fetchSdl } from './fetch-sdl.ts';
import { GraphState, type KnownSubgraph } from './graph-state.ts';
import { KeptSdl } from './kept-sdl.ts';
import type { GraphObserver } from '../observability/graph-observer.ts';
import { readinessOf } from './readiness.ts';
import type { Publish, RunningGraph } from './running-graph.ts';
import { watchSdl } from './sdl-watch.ts';
import { TrackedSubgraph } from './tracked-subgraph.ts';
import { noteWaiting } from './waiting.ts';

export interface RemoteSubgraphsOptions {
  /** At least one. The core has to compose by itself; without one they are composed as they stand. */
  readonly subgraphs: readonly RemoteSubgraph[];
  /** Files that give no extension. */
  readonly misnamed: readonly { readonly fileName: string; readonly error: WireError }[];
  /** Absolute path; keeps claims, SDLs and the supergraph. */
  readonly stateDir: string;
  readonly extensions: Config['extensions'];
  /** Sent to every subgraph. */
  readonly internalToken: string | null;
  /** Between looks at a subgraph that answers, milliseconds. */
  readonly pollMs: number;
  /** How long the first generation waits for subgraphs of which nothing is known, milliseconds. */
  readonly patienceMs: number;
  readonly publish: Publish;
  readonly observer: GraphObserver;
  readonly logger: Logger;
}

/**
 * Composes and serves subgraphs that somebody else runs. What they said last is kept, so that one that is down
 * keeps its place in the schema; each is asked again and again, and a changed SDL makes a new generation.
 */
export class RemoteSubgraphs implements RunningGraph {
  readonly #options: RemoteSubgraphsOptions;
  readonly #graph: GraphState;
  readonly #kept: KeptSdl;
  readonly #subgraphs: readonly TrackedSubgraph[];
  readonly #ending = new AbortController();
  readonly #first = Promise.withResolvers<void>();
  /** `gathering`: the first generation waits for answers. */
  #phase: 'gathering' | 'waiting' | 'serving' = 'gathering';
  /** What is known, but left out of the graph until another is there. */
  readonly #waiting = new Map<string, WireError>();
  #watches: readonly Promise<void>[] = [];
  /** Compositions never overlap. */
  #composing: Promise<void> = Promise.resolve();
  /** The SDLs that have been tried. */
  #composed = '';

  constructor(options: RemoteSubgraphsOptions) {
    const { subgraphs, stateDir, extensions, internalToken, publish, observer, logger } = options;
    this.#options = options;
    this.#graph = new GraphState(stateDir, publish, observer, logger);
    this.#kept = new KeptSdl(stateDir);
    this.#subgraphs = subgraphs.map((subgraph) => {
      const settings = [...extensions].find(([name]) => name === subgraph.name)?.[1];
      return new TrackedSubgraph(subgraph, internalToken, (settings ?? defaultExtensionSettings).grants);
    });
  }

  readiness(): Readiness {
    return readinessOf(
      this.#phase === 'serving',
      new Map([
        ...this.#subgraphs.map((tracked) => [tracked.name, tracked.status()] as const),
        ...this.#options.misnamed.map(
          ({ fileName, error }) => [fileName, { phase: 'refused', error }] as const,
        ),
      ]),
      this.#waiting,
    );
  }

  /** @throws ForgeError when the state folder cannot be used; what is wrong with a subgraph is waited out */
  async start(): Promise<void> {
    for (const { fileName, error } of this.#options.misnamed) this.#logRefusal(fileName, error);
    for (const tracked of this.#subgraphs) {
      const kept = this.#kept.read(tracked.subgraph);
      if (kept !== undefined) tracked.remember(kept);
    }
    this.#watches = this.#subgraphs.map((tracked) => this.#watch(tracked));
    await this.#gather();
    this.#phase = 'waiting';
    const missing = this.#missing();
    if (missing !== undefined) {
      this.#options.logger.warn(
        { subgraph: missing.name },
        'nothing can be served before this subgraph answers; waiting for it',
      );
    }
    await this.#compose();
    await this.#first.promise;
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    this.#graph.stop();
    await Promise.all([...this.#watches, this.#composing]);
  }

  /** Waits until something is known of all, but not for ever. */
  async #gather(): Promise<void> {
    const waited = new AbortController();
    const late = pause(this.#options.patienceMs, undefined, { signal: waited.signal });
    await Promise.race([
      Promise.all(this.#subgraphs.map(({ settled }) => settled)),
      late.catch(() => undefined),
    ]);
    waited.abort();
  }

  async #watch(tracked: TrackedSubgraph): Promise<void> {
    const { internalToken, pollMs, logger } = this.#options;
    const { name } = tracked;
    await watchSdl({
      fetch: (ending) => fetchSdl(tracked.subgraph, internalToken, ending),
      ending: this.#ending.signal,
      pollMs,
      random: Math.random,
      onAnswer: (sdl) => {
        const { returned, changed } = tracked.answered(sdl);
        if (returned) logger.info({ subgraph: name, state: 'ready' }, 'a subgraph is ready');
        if (changed) {
          logger.info({ subgraph: name, digest: tracked.digest }, 'the SDL of a subgraph is new');
          this.#keep(tracked.subgraph, sdl);
        }
        if (this.#phase !== 'gathering') void this.#compose();
      },
      onFailure: (error) => {
        if (tracked.failed(error)) {
          logger.warn(
            {
              subgraph: name,
              state: 'backing-off',
              ...error.toLog(),
              keptSdl: tracked.digest !== undefined,
            },
            'a subgraph cannot be asked; asking again',
          );
        }
      },
    });
  }

  #keep(subgraph: RemoteSubgraph, sdl: string): void {
    try {
      this.#kept.write(subgraph, sdl);
    } catch (error) {
      this.#options.logger.error(
        { subgraph: subgraph.name, code: 'FOLDER_UNUSABLE', reason: systemReason(error) },
        'an SDL cannot be kept: without its subgraph it will be missing at the next start',
      );
    }
  }

  /** Without which nothing can be served: the core, or the first when there is none. */
  #missing(): TrackedSubgraph | undefined {
    const core = this.#core();
    if (core !== undefined) return core.digest === undefined ? core : undefined;
    return this.#subgraphs.every(({ digest }) => digest === undefined) ? this.#subgraphs[0] : undefined;
  }

  #core(): TrackedSubgraph | undefined {
    return this.#subgraphs.find(({ name }) => name === coreSubgraph);
  }

  #compose(): Promise<void> {
    this.#composing = this.#composing.then(() => this.#composeKnown());
    return this.#composing;
  }

  /** What failed for a passing reason, such as a full disk, is tried again at the next answer. */
  async #composeKnown(): Promise<void> {
    const content = this.#subgraphs.map(({ digest }) => digest).join();
    if (this.#missing() !== undefined || content === this.#composed || this.#ending.signal.aborted) return;
    const core = this.#core();
    const known = new Map(this.#subgraphs.map((tracked) => [tracked, tracked.known()]));
    try {
      await this.#update(core, known);
      this.#composed = content;
      this.#phase = 'serving';
      this.#first.resolve();
    } catch (cause) {
      if (this.#isEnding()) return;
      const error = ForgeError.from(cause, 'COMPOSITION_FAILED');
      this.#options.observer.swapFailed(error.code);
      this.#options.logger.error(error.toLog(), 'no new generation can be made');
      if (error.code === 'COMPOSITION_FAILED') {
        this.#composed = content;
        for (const [tracked, one] of core === undefined ? known : [[core, core.known()] as const]) {
          if (one !== undefined) tracked.refused(one.digest, error.toWire());
        }
      } else if (this.#phase !== 'serving') this.#first.reject(error);
    }
  }

  #isEnding(): boolean {
    return this.#ending.signal.aborted;
  }

  async #update(
    core: TrackedSubgraph | undefined,
    known: ReadonlyMap<TrackedSubgraph, (KnownSubgraph & { readonly digest: string }) | undefined>,
  ): Promise<void> {
    const coreNow = core === undefined ? undefined : known.get(core);
    const others = [...known.values()].filter((one) => one !== undefined).filter((one) => one !== coreNow);
    const plan =
      coreNow === undefined
        ? await this.#graph.planWithoutCore(others)
        : await this.#graph.plan(coreNow, others);
    await this.#graph.serve(plan);
    const { leftOut } = plan;
    noteWaiting(this.#waiting, leftOut, this.#options.logger);
    const errors = new Map(
      leftOut.filter(({ state }) => state === 'refused').map(({ name, error }) => [name, error]),
    );
    for (const [tracked, one] of known) {
      const error = errors.get(tracked.name);
      if (one === undefined || error === undefined) tracked.accepted();
      else if (tracked.refused(one.digest, error)) {
        this.#options.observer.swapFailed(error.code);
        this.#logRefusal(tracked.name, error);
      }
    }
  }

  #logRefusal(name: string, error: WireError): void {
    this.#options.logger.error(
      {
        subgraph: name,
        extension: error.extension ?? name,
        state: 'refused',
        ...ForgeError.fromWire(error).toLog(),
      },
      'a subgraph is refused',
    );
  }
}
