import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { isAlive } from './slot.ts';
import { Version, type VersionSpec } from './version.ts';

/** How long mutations of the predecessor may wait, twice: for the rehearsal, and for the commit; milliseconds. */
const maxHoldMs = 5_000;

/**
 * A version that is to take a place in the graph. When it has a predecessor, both share a database, of which one is
 * the writer at any time. The successor's init is rehearsed in a transaction that is rolled back, and done once more
 * to be stored when all else is decided; while it runs, mutations of the predecessor wait. Reads go on.
 */
export class Successor {
  readonly version: Version;
  /** What had its place before, whether that runs or not. */
  readonly instead: Version | undefined;
  /** The same if it runs. */
  readonly predecessor: Version | undefined;
  /** The operator wants this version whatever it takes from clients. */
  readonly isAccepted: boolean;

  /**
   * Resolves when it is ready, or, without a predecessor, when its first start has ended.
   * @param accepted revision that the operator wants whatever it takes from clients
   * @throws ForgeError
   */
  static async start(
    spec: Omit<VersionSpec, 'replaces'>,
    instead: Version | undefined,
    accepted: string | null,
  ): Promise<Successor> {
    const predecessor = isAlive(instead) ? instead : undefined;
    const version = await Version.start({ ...spec, replaces: predecessor !== undefined });
    const successor = new Successor(version, instead, predecessor, version.revision === accepted);
    try {
      if (predecessor === undefined) await successor.#startAlone();
      else await successor.#startBeside(predecessor);
      return successor;
    } catch (error) {
      await successor.discard();
      throw error;
    }
  }

  private constructor(
    version: Version,
    instead: Version | undefined,
    predecessor: Version | undefined,
    isAccepted: boolean,
  ) {
    this.isAccepted = isAccepted;
    this.version = version;
    this.instead = instead;
    this.predecessor = predecessor;
  }

  get name(): string {
    return this.version.name;
  }

  /** Stores what its init writes: from now on it is the one. @throws ForgeError when that can't be done */
  async commit(): Promise<void> {
    const { predecessor, version } = this;
    if (predecessor === undefined) return;
    const { state, process } = version;
    if (state.phase === 'ready' && state.isUncommitted)
      await this.#whileHeld(predecessor, () => process.commit());
    else await process.commit();
  }

  /** Ends it, with whatever it has not committed; the predecessor goes on. */
  async discard(): Promise<void> {
    if (this.predecessor === undefined) await this.version.process.stop();
    else await this.version.process.discard();
  }

  /** One that crashed is started again later, without waiting for it. */
  async #startAlone(): Promise<void> {
    const state = await this.version.reaches('ready', 'backing-off', 'quarantined', 'refused', 'stopped');
    if (state.phase === 'refused' || state.phase === 'stopped') this.#fail(state);
  }

  async #startBeside(predecessor: Version): Promise<void> {
    await this.#until('prepared');
    await this.#whileHeld(predecessor, async () => {
      this.version.process.begin();
      await this.#until('ready');
    });
  }

  /** Works while the predecessor doesn't write. */
  async #whileHeld(predecessor: Version, work: () => Promise<void>): Promise<void> {
    const late = Promise.withResolvers<never>();
    late.promise.catch(() => undefined);
    const timer = setTimeout(() => {
      late.reject(tooSlow(this.version.name));
      void this.version.process.discard();
    }, maxHoldMs);
    try {
      await Promise.race([predecessor.process.holdWrites(), late.promise]);
      await Promise.race([work(), late.promise]);
    } finally {
      clearTimeout(timer);
      predecessor.process.releaseWrites();
    }
  }

  async #until(phase: 'prepared' | 'ready'): Promise<Version['state']> {
    const state = await this.version.reaches(phase, 'refused', 'stopped');
    return state.phase === phase ? state : this.#fail(state);
  }

  #fail(state: Version['state']): never {
    throw state.phase === 'refused'
      ? ForgeError.fromWire(state.error)
      : new ForgeError('SUBGRAPH_START_FAILED', `The new version of "${this.version.name}" was stopped.`);
  }
}

function tooSlow(extension: string): ForgeError {
  return new ForgeError(
    'EXTENSION_SWAP_TOO_SLOW',
    `Mutations of "${extension}" would have waited for the init of its new version for more than ${maxHoldMs} ms.`,
    {
      extension,
      remedy:
        'Nothing of the new version was stored. Let its migration do less at once, or restart the gateway, which migrates without a version beside it.',
    },
  );
}
