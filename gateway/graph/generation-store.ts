import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import { Exchanges } from '../data-source/exchanges.ts';
import type { Generation } from '../generation.ts';
import { loadGeneration, type LoadedGeneration, type ServerOptions } from './loaded-generation.ts';

/** The right to use a generation until `end` is called. */
export interface Lease {
  readonly generation: LoadedGeneration;
  end(): void;
}

interface Held {
  readonly loaded: LoadedGeneration;
  leases: number;
  /** Set when it has been replaced: called when its last lease ends. */
  unused: (() => void) | undefined;
}

/** The generation that is served, and older ones as long as operations run on them. */
export class GenerationStore {
  readonly #logger: Logger;
  readonly #options: ServerOptions;
  readonly #drainTimeoutMs: number;
  readonly #exchanges = new Exchanges();
  readonly #retiring = new Set<Promise<void>>();
  #current: Held | undefined;
  /** Generations replace each other one at a time. */
  #replacing: Promise<void> = Promise.resolve();

  constructor(options: ServerOptions, logger: Logger, drainTimeoutMs: number) {
    this.#options = options;
    this.#logger = logger;
    this.#drainTimeoutMs = drainTimeoutMs;
  }

  /** Serves a new generation from when it has been loaded. @throws ForgeError COMPOSITION_FAILED: the old goes on */
  serve(generation: Generation): Promise<void> {
    const replaced = this.#replacing.then(() => this.#replace(generation));
    this.#replacing = replaced.catch(() => undefined);
    return replaced;
  }

  /** @returns `undefined` before the first generation */
  lease(): Lease | undefined {
    const held = this.#current;
    if (held === undefined) return undefined;
    held.leases += 1;
    return {
      generation: held.loaded,
      end: () => {
        held.leases -= 1;
        if (held.leases === 0) held.unused?.();
      },
    };
  }

  async close(): Promise<void> {
    await this.#replacing;
    const held = this.#current;
    this.#current = undefined;
    if (held !== undefined) this.#retire(held);
    await Promise.all(this.#retiring);
  }

  async #replace(generation: Generation): Promise<void> {
    let loaded: LoadedGeneration;
    try {
      loaded = await loadGeneration(generation, this.#exchanges, this.#options, this.#logger);
    } catch (error) {
      throw new ForgeError('COMPOSITION_FAILED', `The supergraph cannot be loaded: ${messageOf(error)}.`, {
        cause: error,
      });
    }
    const old = this.#current;
    this.#current = { loaded, leases: 0, unused: undefined };
    this.#logger.info({ generation: loaded.id }, 'serving a new generation');
    if (old !== undefined) this.#retire(old);
  }

  #retire(held: Held): void {
    const retiring = this.#drainAndStop(held).finally(() => this.#retiring.delete(retiring));
    this.#retiring.add(retiring);
  }

  async #drainAndStop(held: Held): Promise<void> {
    if (held.leases > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      held.unused = resolve;
      const timer = setTimeout(() => {
        this.#logger.warn(
          { generation: held.loaded.id, leases: held.leases },
          'a generation is not drained in time',
        );
        resolve();
      }, this.#drainTimeoutMs);
      await promise;
      clearTimeout(timer);
    }
    await held.loaded.stop();
  }
}
