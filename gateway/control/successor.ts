import { setTimeout as pause } from 'node:timers/promises';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { isAlive } from './slot.ts';
import { Version, type VersionSpec } from './version.ts';

/** How long mutations of the predecessor may wait in all; milliseconds. */
const maxHoldMs = 5_000;

/**
 * A version that is to take a place in the graph. When it has a predecessor, both share a database, of which one is
 * the writer at any time: the predecessor's mutations wait from before the successor's init until that has committed,
 * was discarded, or turned out to have written nothing. Reads go on.
 */
export class Successor {
  readonly version: Version;
  /** What had its place before, whether that runs or not. */
  readonly instead: Version | undefined;
  /** The same if it runs. */
  readonly predecessor: Version | undefined;
  readonly #tooLate = new AbortController();
  /** The operator wants this version whatever it takes from clients. */
  readonly isAccepted: boolean;
  #isHolding = false;

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

  /** From now on it is the one that writes. @throws ForgeError when what its init has written can't be stored */
  async commit(): Promise<void> {
    try {
      if (this.predecessor !== undefined) await this.version.process.commit();
    } catch (error) {
      throw this.#tooLate.signal.aborted ? tooSlow(this.version.name) : error;
    }
    this.#release();
  }

  /** Ends it, with whatever it has not committed; the predecessor goes on. */
  async discard(): Promise<void> {
    if (this.predecessor === undefined) await this.version.process.stop();
    else await this.version.process.discard();
    this.#release();
  }

  /** One that crashed is started again later, without waiting for it. */
  async #startAlone(): Promise<void> {
    const state = await this.version.reaches('ready', 'backing-off', 'quarantined', 'refused', 'stopped');
    if (state.phase === 'refused' || state.phase === 'stopped') this.#fail(state);
  }

  async #startBeside(predecessor: Version): Promise<void> {
    await this.#until('prepared');
    await this.#hold(predecessor);
    this.version.process.begin();
    const state = await this.#until('ready');
    if (state.phase === 'ready' && !state.isUncommitted) this.#release();
  }

  async #hold(predecessor: Version): Promise<void> {
    this.#isHolding = true;
    void this.#endWhenTooLate();
    const late = new Promise((resolve) => {
      this.#tooLate.signal.addEventListener('abort', resolve);
    });
    await Promise.race([predecessor.process.holdWrites(), late]);
    if (this.#tooLate.signal.aborted) throw tooSlow(this.version.name);
  }

  async #endWhenTooLate(): Promise<void> {
    await pause(maxHoldMs, undefined, { ref: false });
    if (!this.#isHolding) return;
    this.#tooLate.abort();
    await this.version.process.discard();
    this.#release();
  }

  async #until(phase: 'prepared' | 'ready'): Promise<Version['state']> {
    const state = await this.version.reaches(phase, 'refused', 'stopped');
    return state.phase === phase ? state : this.#fail(state);
  }

  #fail(state: Version['state']): never {
    if (this.#tooLate.signal.aborted) throw tooSlow(this.version.name);
    throw state.phase === 'refused'
      ? ForgeError.fromWire(state.error)
      : new ForgeError('SUBGRAPH_START_FAILED', `The new version of "${this.version.name}" was stopped.`);
  }

  #release(): void {
    if (!this.#isHolding) return;
    this.#isHolding = false;
    this.predecessor?.process.releaseWrites();
  }
}

function tooSlow(extension: string): ForgeError {
  return new ForgeError(
    'EXTENSION_SWAP_TOO_SLOW',
    `Mutations of "${extension}" would have waited for its new version for more than ${maxHoldMs} ms.`,
    {
      extension,
      remedy:
        'Nothing of the new version was stored. Let its migration do less at once, or restart the gateway, which migrates without a version beside it.',
    },
  );
}
