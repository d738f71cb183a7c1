import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import { ForgeError, type WireError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import { describeRevision } from '@forgepoint/common/permissions/revision.ts';
import type { BreakingChanges } from '../config/config.ts';
import type { SubgraphReadiness } from '../generation.ts';
import type { FolderLook, WantedExtension } from './extension-folder.ts';
import type { GraphState } from './graph-state.ts';
import { inParallel } from './in-parallel.ts';
import type { Launcher, LaunchSpec } from './launcher.ts';
import { logState } from './log-state.ts';
import type { SchemaGate } from './schema-gate.ts';
import type { SubgraphStatus } from './readiness.ts';
import { emptySlot, isAlive, refusedReplacement, statusOf, type Slot } from './slot.ts';
import { Successor } from './successor.ts';
import { swap } from './swap.ts';
import { Version, type VersionSpec } from './version.ts';
import { noteWaiting } from './waiting.ts';

export interface RunningExtensionsOptions {
  readonly launcher: Launcher;
  readonly graph: GraphState;
  readonly gate: SchemaGate;
  readonly logger: Logger;
  /** A process has another schema, or is ready later than it was waited for. */
  readonly onChange: () => void;
}

/** The operator wants what is there started once more, whether it has changed or not. */
export interface Again {
  /** Revision that may take from clients what they use; `null`: that of the settings. */
  readonly accept: string | null;
}

/** How many extensions are admitted and started at once. */
const startsAtOnce = 2;

/** The core and the extensions as they run, and how they become others. */
export class RunningExtensions {
  readonly #options: RunningExtensionsOptions;
  readonly #slots = new Map<string, Slot>();
  /** Runs, but is left out of the graph until another is there. */
  readonly waiting = new Map<string, WireError>();
  /** All versions with a process, those included that have no place in the graph any more. */
  readonly #running = new Set<Version>();
  #core: Version | undefined;
  #isServing = false;
  #isStopping = false;

  constructor(options: RunningExtensionsOptions) {
    this.#options = options;
  }

  get isServing(): boolean {
    return this.#isServing;
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  statuses(): ReadonlyMap<string, SubgraphStatus> {
    const core = this.#core?.state ?? ({ phase: 'admitting' } as const);
    return new Map([
      [coreSubgraph, core],
      ...[...this.#slots.values()].map((slot) => [slot.name, statusOf(slot)] as const),
    ]);
  }

  replacements(): ReadonlyMap<string, NonNullable<SubgraphReadiness['replacement']>> {
    return new Map(
      [...this.#slots.values()].flatMap((slot) => {
        const replacement = refusedReplacement(slot);
        return replacement === undefined ? [] : [[slot.name, replacement] as const];
      }),
    );
  }

  get core(): Version | undefined {
    return this.#core;
  }

  /** By name. */
  get slots(): ReadonlyMap<string, Readonly<Slot>> {
    return this.#slots;
  }

  /** Extensions that are going to be started: they are shown from now on. */
  announce(names: readonly string[]): void {
    for (const name of names) this.#slots.set(name, emptySlot(name));
  }

  /** @throws ForgeError when the core does not start */
  async startCore(): Promise<void> {
    const core = await Version.start({ ...this.#follow(this.#options.launcher.core()), replaces: false });
    this.#core = core;
    const settled = await core.reaches('ready', 'refused', 'quarantined', 'stopped');
    if (settled.phase === 'ready') return;
    throw 'error' in settled
      ? ForgeError.fromWire(settled.error)
      : new ForgeError('SUBGRAPH_START_FAILED', 'The core did not start.');
  }

  /**
   * Makes what runs what is wanted, in one generation: whatever of it can't be stays as it was.
   * @throws ForgeError when no generation can be made: then all stays as it was
   */
  async become(
    wanted: FolderLook['wanted'],
    policy: BreakingChanges,
    again: ReadonlyMap<string, Again> = new Map(),
  ): Promise<void> {
    const removed = [...this.#slots.values()].filter(({ name }) => !isWanted(wanted, name));
    const changed = [...wanted.values()].filter(
      ({ found, key }) => again.has(found.name) || this.#slots.get(found.name)?.tried !== key,
    );
    for (const slot of this.#slots.values()) {
      const isStill = [...wanted.keys()].some((name) => name === slot.keptFor);
      if (!isStill || changed.some(({ found }) => found.name === slot.keptFor)) slot.keptFor = undefined;
    }
    const started = await inParallel(changed, startsAtOnce, (one) =>
      this.#startSuccessor(one, removed, again.get(one.found.name)),
    );
    if (this.#isStopping) return;
    await this.#takePlaces(
      started.filter((one) => one !== undefined),
      removed.filter(({ keptFor }) => keptFor === undefined),
      policy,
    );
  }

  /** Nothing new is begun from now on. */
  stopChanging(): void {
    this.#isStopping = true;
    this.#options.graph.stop();
  }

  /** Ends every process. */
  async stop(): Promise<void> {
    await Promise.all([...this.#running].map((version) => version.process.stop()));
  }

  /** @returns `undefined` when it already runs, or can't */
  async #startSuccessor(
    extension: WantedExtension,
    removed: readonly Slot[],
    again: Again | undefined,
  ): Promise<Successor | undefined> {
    const { launcher, logger } = this.#options;
    const { name } = extension.found;
    const slot = this.#slots.get(name) ?? emptySlot(name);
    this.#slots.set(name, slot);
    slot.tried = extension.key;
    if (this.#isStopping) return undefined;
    let revision: string | undefined;
    try {
      const prepared = await launcher.prepare(extension);
      revision = prepared.revision.id;
      if (again === undefined && slot.current?.revision === revision) {
        slot.refusal = undefined;
        logger.debug({ extension: name, revision }, 'an extension is as it was');
        return undefined;
      }
      refuseRename(name, prepared.digest, removed);
      logger.info({ extension: name, ...describeRevision(prepared.revision) }, 'an extension is admitted');
      slot.refusal = undefined;
      const spec = this.#follow(launcher.extension(extension, prepared));
      const accepted = again?.accept ?? extension.settings.acceptBreakingChange;
      return await Successor.start(spec, slot.current, accepted);
    } catch (error) {
      const why = ForgeError.from(error, 'EXTENSION_ADMISSION_FAILED', { extension: name });
      this.#refuse(slot, why.toWire(), revision);
      return undefined;
    }
  }

  async #takePlaces(
    successors: readonly Successor[],
    removed: readonly Slot[],
    policy: BreakingChanges,
  ): Promise<void> {
    const core = this.#core?.known;
    if (core === undefined) return;
    const moving = new Set([...removed.map(({ name }) => name), ...successors.map(({ name }) => name)]);
    const staying = [...this.#slots.values()].flatMap(({ name, current }) =>
      current === undefined || moving.has(name) ? [] : [current],
    );
    const { graph, gate, logger } = this.#options;
    const { waiting } = this;
    const swapped = await swap({ graph, gate, core, staying, waiting, successors, policy }).catch(
      (error: unknown) => {
        for (const { name, version } of successors) {
          const why = ForgeError.from(error, 'COMPOSITION_FAILED', { extension: name });
          this.#refuse(this.#slotOf(name), why.toWire(), version.revision);
        }
        throw error;
      },
    );
    this.#isServing = true;
    for (const { successor, error } of swapped.refused) {
      this.#refuse(this.#slotOf(successor.name), error, successor.version.revision);
    }
    const leaving = [
      ...swapped.taken.map((successor) => this.#install(successor)),
      ...removed.map((slot) => this.#remove(slot)),
    ];
    void this.#endWhenRetired(leaving, swapped.published.olderRetired);
    noteWaiting(this.waiting, swapped.leftOut, logger);
    for (const { name, state, error } of swapped.leftOut) {
      if (state === 'refused') await this.#throwOut(this.#slotOf(name), error);
    }
  }

  /** @returns the version that it replaces */
  #install({ name, version, instead }: Successor): Version | undefined {
    const slot = this.#slotOf(name);
    slot.current = version;
    if (instead === undefined) return undefined;
    this.#options.logger.info(
      { extension: name, revision: version.revision, replaced: instead.revision },
      'an extension is replaced',
    );
    return instead;
  }

  #remove({ name, current }: Slot): Version | undefined {
    this.#slots.delete(name);
    this.#options.logger.info(
      { extension: name },
      'an extension is removed; its data and its names are kept',
    );
    return current;
  }

  async #endWhenRetired(versions: readonly (Version | undefined)[], retired: Promise<void>): Promise<void> {
    await retired;
    if (this.#isStopping) return;
    for (const version of versions) await version?.process.stop();
  }

  /** What doesn't fit into the graph any more needs no process. */
  async #throwOut(slot: Slot, error: WireError): Promise<void> {
    const { current } = slot;
    slot.current = undefined;
    this.#refuse(slot, error, current?.revision);
    await current?.process.stop();
  }

  #refuse(slot: Slot, error: WireError, revision: string | undefined): void {
    slot.refusal = { error, revision, at: new Date().toISOString() };
    const goesOn = isAlive(slot.current);
    this.#options.logger.error(
      {
        subgraph: slot.name,
        extension: error.extension ?? slot.name,
        state: 'refused',
        ...ForgeError.fromWire(error).toLog(),
      },
      goesOn ? 'a new version is refused; the one before goes on' : 'a subgraph is refused',
    );
  }

  #slotOf(name: string): Slot {
    const slot = this.#slots.get(name);
    if (slot === undefined) throw new Error(`there is no extension "${name}"`);
    return slot;
  }

  /** A subgraph that is ready later than it was waited for, or with another SDL, makes a new generation. */
  #follow(spec: LaunchSpec): Omit<VersionSpec, 'replaces'> {
    let sdl: string | undefined;
    return {
      ...spec,
      onState: (version, state) => {
        if (state.phase === 'stopped' || state.phase === 'refused') this.#running.delete(version);
        else this.#running.add(version);
        const isPlaced = version === this.#core || this.#slots.get(spec.name)?.current === version;
        logState(spec.logger, spec.name, state, isPlaced, this.#isServing);
        if (state.phase !== 'ready' || sdl === state.sdl) return;
        sdl = state.sdl;
        if (this.#slots.get(spec.name)?.current === version) this.#options.onChange();
      },
    };
  }
}

function isWanted(wanted: FolderLook['wanted'], name: string): boolean {
  return [...wanted.keys()].some((other) => other === name);
}

/** A name is all that an extension is known by: under another one it would have no data, and no names. */
function refuseRename(name: string, digest: string, removed: readonly Slot[]): void {
  const renamed = removed.find(({ current }) => isAlive(current) && current.digest === digest);
  if (renamed === undefined) return;
  renamed.keptFor = name;
  throw new ForgeError(
    'EXTENSION_RENAMED',
    `"${name}.wasm" holds what "${renamed.name}.wasm" held, whose data and names of the schema belong to "${renamed.name}".`,
    {
      extension: name,
      remedy: `"${renamed.name}" goes on. Rename the file back; to end it, remove the file first, and put it there under another name only then.`,
    },
  );
}
