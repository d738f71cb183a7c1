import type { ExtensionGrants } from '@forgepoint/common/extension-grants.ts';
import type { WireError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import type { SubgraphInfo } from '@forgepoint/common/process/messages.ts';
import type { SubgraphEndpoint } from '../generation.ts';
import type { ProcessState } from '../supervisor/process-state.ts';
import { defaultRestartPolicy } from '../supervisor/restart-policy.ts';
import { SubgraphProcess } from '../supervisor/subgraph-process.ts';
import type { KnownSubgraph } from './graph-state.ts';
import type { ChildSpec } from './launch.ts';

export interface DatedError {
  readonly error: WireError;
  /** ISO 8601. */
  readonly at: string;
}

export interface VersionSpec {
  readonly name: string;
  /** Names what runs; empty for core. */
  readonly revision: string;
  /** sha256 of the file, in hex; empty for core. */
  readonly digest: string;
  readonly grants: ExtensionGrants;
  readonly child: ChildSpec;
  readonly endpoint: SubgraphEndpoint & { readonly target: { readonly kind: 'socket' } };
  /** Another version runs on the same data. */
  readonly replaces: boolean;
  readonly startTimeoutMs: number;
  readonly logger: Logger;
  readonly onState: (version: Version, state: ProcessState) => void;
}

/** A subgraph as it was at one time: its process, which is started again when it ends, and where it answers. */
export class Version {
  readonly name: string;
  readonly revision: string;
  readonly digest: string;
  readonly #spec: VersionSpec;
  #process: SubgraphProcess | undefined;
  #state: ProcessState = { phase: 'stopped' };
  #sdl: string | undefined;
  #info: SubgraphInfo | undefined;
  #lastError: DatedError | undefined;
  readonly #waiting = new Set<() => void>();

  /** Starts its process, without waiting until that is ready. */
  static async start(spec: VersionSpec): Promise<Version> {
    const { name, child, endpoint, replaces, startTimeoutMs, logger } = spec;
    const version = new Version(spec);
    version.#process = await SubgraphProcess.start({
      name,
      socketPath: endpoint.target.path,
      child,
      replaces,
      policy: defaultRestartPolicy,
      random: Math.random,
      startTimeoutMs,
      logger,
      labels: name === coreSubgraph ? { subgraph: name } : { subgraph: name, extension: name },
      onState: (state) => version.#enter(state),
    });
    return version;
  }

  private constructor(spec: VersionSpec) {
    this.#spec = spec;
    this.name = spec.name;
    this.revision = spec.revision;
    this.digest = spec.digest;
  }

  get state(): ProcessState {
    return this.#state;
  }

  get process(): SubgraphProcess {
    if (this.#process === undefined) throw new Error('a version was asked before it was started');
    return this.#process;
  }

  /** `undefined` as long as it never was ready. */
  get known(): KnownSubgraph | undefined {
    const { endpoint, grants } = this.#spec;
    return this.#sdl === undefined ? undefined : { sdl: this.#sdl, grants, endpoint };
  }

  /** What its process was started with. */
  get boot(): ChildSpec['boot'] {
    return this.#spec.child.boot;
  }

  /** What it says of itself; `undefined` as long as it never was ready. */
  get info(): SubgraphInfo | undefined {
    return this.#info;
  }

  /** What went wrong last, though it may be well again. */
  get lastError(): DatedError | undefined {
    return this.#lastError;
  }

  /** Resolves with the first state, that of now included, which is one of these. */
  async reaches(...phases: readonly ProcessState['phase'][]): Promise<ProcessState> {
    while (!phases.includes(this.#state.phase)) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      await promise;
    }
    return this.#state;
  }

  #enter(state: ProcessState): void {
    this.#state = state;
    if (state.phase === 'ready') {
      this.#sdl = state.sdl;
      this.#info = state.info;
    }
    if ('error' in state) this.#lastError = { error: state.error, at: new Date().toISOString() };
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
    this.#spec.onState(this, state);
  }
}
