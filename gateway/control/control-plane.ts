import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import { useFolder } from '@forgepoint/common/folder.ts';
import { ForgeError, type WireError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import { describeRevision } from '@forgepoint/common/permissions/revision.ts';
import type { Config } from '../config/config.ts';
import { scanExtensions, type FoundExtension } from '../extensions/scan.ts';
import type { Generation, Readiness } from '../generation.ts';
import type { ProcessState } from '../supervisor/process-state.ts';
import { defaultRestartPolicy } from '../supervisor/restart-policy.ts';
import { HostUsers } from '../supervisor/host-users.ts';
import { createRunFolder, removeRunFolder } from '../supervisor/run-folder.ts';
import { SubgraphProcess } from '../supervisor/subgraph-process.ts';
import { GraphState, type KnownSubgraph } from './graph-state.ts';
import { coreChild, prepareExtension, type ChildSpec, type LaunchParts } from './launch.ts';
import { warnOfMissing } from './missing-extension.ts';
import { prepareFolders, stateFolder } from './needed-folders.ts';
import { readinessOf, type SubgraphStatus } from './readiness.ts';
import { noteWaiting } from './waiting.ts';

/** How many extensions are admitted and started at once. */
const startsAtOnce = 2;

/** Finds, starts, watches and composes what stands in the extensions folder. */
export class ControlPlane {
  readonly #config: Config;
  readonly #logger: Logger;
  readonly #graph: GraphState;
  readonly #runFolder: string;
  readonly #launch: LaunchParts;
  readonly #token = randomBytes(32).toString('base64url');
  readonly #statuses = new Map<string, SubgraphStatus>([[coreSubgraph, { phase: 'admitting' }]]);
  readonly #processes = new Map<string, SubgraphProcess>();
  readonly #known = new Map<string, KnownSubgraph>();
  /** What is known, but left out of the graph until another is there. */
  readonly #waiting = new Map<string, WireError>();
  #serving = false;
  #sockets = 0;
  #stopping = false;
  /** Compositions never overlap. */
  #composing: Promise<void> = Promise.resolve();

  constructor(config: Config, publish: (generation: Generation) => Promise<void>, logger: Logger) {
    this.#config = config;
    this.#logger = logger;
    const { folders, extensions } = config;
    this.#graph = new GraphState({ stateDir: folders.state, extensions }, publish, logger);
    this.#runFolder = createRunFolder();
    this.#launch = {
      config,
      internalToken: this.#token,
      temporaryDir: config.inMemoryDatabase ? this.#runFolder : undefined,
      users: usersOf(config, this.#runFolder),
    };
  }

  readiness(): Readiness {
    return readinessOf(this.#serving, this.#statuses, this.#waiting);
  }

  /**
   * Starts everything, and resolves when the first generation is served. No extension is started before the core
   * is: on data that can't be used nothing is touched.
   * @throws ForgeError when the core does not start, or a folder can't be used
   */
  async start(): Promise<void> {
    prepareFolders(this.#config.folders);
    this.#graph.check();
    const { extensions, refused } = scanExtensions(this.#config.folders.extensions);
    for (const { fileName, error } of refused) this.#refuse(fileName, error);
    const names = extensions.map(({ name }) => name);
    warnOfMissing(this.#config.extensions, names, this.#logger);
    const enabled = extensions.filter(({ name }) => this.#config.extensions.get(name)?.enabled !== false);
    if (enabled.length === 0) {
      this.#logger.info(
        { folder: this.#config.folders.extensions },
        'there is no extension; serving the core alone',
      );
    }
    for (const { name } of enabled) this.#statuses.set(name, { phase: 'admitting' });
    await this.#startCore();
    await this.#startExtensions(enabled);
    await this.#compose();
  }

  /** Ends every process: guests are shut down and databases closed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#graph.stop();
    await this.#composing.catch(() => undefined);
    await Promise.all([...this.#processes.values()].map((subgraph) => subgraph.stop()));
    removeRunFolder(this.#runFolder);
  }

  async #startCore(): Promise<void> {
    const settled = await this.#startProcess(coreSubgraph, coreChild(this.#launch));
    if (settled.phase === 'ready') return;
    throw 'error' in settled
      ? ForgeError.fromWire(settled.error)
      : new ForgeError('SUBGRAPH_START_FAILED', 'The core did not start.');
  }

  async #startExtensions(extensions: readonly FoundExtension[]): Promise<void> {
    const waiting = [...extensions];
    const startNext = async (): Promise<void> => {
      for (let extension = waiting.shift(); extension !== undefined; extension = waiting.shift()) {
        if (this.#stopping) return;
        await this.#startExtension(extension);
      }
    };
    await Promise.all(Array.from({ length: startsAtOnce }, startNext));
  }

  async #startExtension(extension: FoundExtension): Promise<void> {
    const { name } = extension;
    try {
      const { child, revision } = await prepareExtension(this.#launch, extension);
      this.#logger.info({ extension: name, ...describeRevision(revision) }, 'an extension is admitted');
      await this.#startProcess(name, child);
    } catch (error) {
      this.#refuse(name, ForgeError.from(error, 'EXTENSION_ADMISSION_FAILED', { extension: name }).toWire());
    }
  }

  /** @returns the state in which the first start has ended; an extension that crashed is not waited for */
  async #startProcess(name: string, child: ChildSpec): Promise<ProcessState> {
    const labels: Readonly<Record<string, string>> =
      name === coreSubgraph ? { subgraph: name } : { subgraph: name, extension: name };
    const logger = this.#logger.child(labels);
    const { promise, resolve } = Promise.withResolvers<ProcessState>();
    this.#sockets += 1;
    const target = { kind: 'socket', path: join(this.#runFolder, `${this.#sockets}.sock`) } as const;
    const subgraph = await SubgraphProcess.start({
      name,
      socketPath: target.path,
      child,
      policy: defaultRestartPolicy,
      random: Math.random,
      startTimeoutMs: this.#config.timeouts.startMs + 20_000,
      logger,
      labels,
      onState: (state) => {
        this.#statuses.set(name, state);
        this.#log(logger, name, state);
        if (state.phase === 'ready')
          this.#learn(name, { sdl: state.sdl, endpoint: { name, target, internalToken: this.#token } });
        if (endsFirstStart(name, state)) resolve(state);
      },
    });
    this.#processes.set(name, subgraph);
    return promise;
  }

  /** A subgraph that is ready later than the first generation, or with another SDL, makes a new one. */
  #learn(name: string, subgraph: KnownSubgraph): void {
    const before = this.#known.get(name);
    this.#known.set(name, subgraph);
    if (!this.#serving || before?.sdl === subgraph.sdl) return;
    this.#compose().catch((error: unknown) => {
      if (this.#stopping) return;
      const failure = ForgeError.from(error, 'COMPOSITION_FAILED');
      this.#logger.error(failure.toLog(), 'composing failed; the last supergraph is kept');
    });
  }

  #compose(): Promise<void> {
    this.#composing = this.#composing.catch(() => undefined).then(() => this.#composeKnown());
    return this.#composing;
  }

  async #composeKnown(): Promise<void> {
    const core = this.#known.get(coreSubgraph);
    if (core === undefined || this.#stopping) return;
    const extensions = [...this.#known]
      .filter(([name]) => name !== coreSubgraph)
      .map(([, subgraph]) => subgraph);
    const leftOut = await this.#graph.update(core, extensions);
    this.#serving = true;
    noteWaiting(this.#waiting, leftOut, this.#logger);
    for (const { name, state, error } of leftOut) {
      if (state === 'waiting') continue;
      this.#known.delete(name);
      await this.#processes.get(name)?.stop();
      this.#processes.delete(name);
      this.#refuse(name, error);
    }
  }

  #refuse(name: string, error: WireError): void {
    this.#statuses.set(name, { phase: 'refused', error });
    const about = name === coreSubgraph ? {} : { extension: error.extension ?? name };
    this.#logger.error(
      { subgraph: name, ...about, state: 'refused', ...ForgeError.fromWire(error).toLog() },
      'a subgraph is refused',
    );
  }

  #log(logger: Logger, name: string, state: ProcessState): void {
    // Without the core nothing is served: the gateway ends, and says why.
    const endsTheStart = name === coreSubgraph && !this.#serving;
    switch (state.phase) {
      case 'ready': {
        const { version, abiVersion } = state.info;
        logger.info({ state: 'ready', childPid: state.pid, version, abiVersion }, 'a subgraph is ready');
        return;
      }
      case 'refused':
        if (!endsTheStart) this.#refuse(name, state.error);
        return;
      case 'backing-off':
        logger.warn(
          { state: state.phase, ...ForgeError.fromWire(state.error).toLog(), delayMs: state.delayMs },
          'a subgraph ended; starting it again',
        );
        return;
      case 'quarantined':
        if (endsTheStart) return;
        logger.error(
          { state: state.phase, ...ForgeError.fromWire(state.error).toLog() },
          'a subgraph is left alone',
        );
        return;
      case 'starting':
      case 'draining':
      case 'stopped':
        logger.debug({ state: state.phase }, 'a subgraph changes its state');
    }
  }
}

function usersOf({ hostUidBase, folders }: Config, runFolder: string): HostUsers | undefined {
  if (hostUidBase === null) return undefined;
  useFolder(stateFolder(folders.state), () => {
    // Its users have to pass what is above their folders.
    mkdirSync(dirname(folders.state), { recursive: true, mode: 0o711 });
    mkdirSync(folders.state, { recursive: true, mode: 0o700 });
  });
  return new HostUsers({ first: hostUidBase, file: join(folders.state, 'users.json'), runFolder });
}

function endsFirstStart(name: string, { phase }: ProcessState): boolean {
  if (phase === 'backing-off') return name !== coreSubgraph;
  return phase === 'ready' || phase === 'refused' || phase === 'quarantined';
}
