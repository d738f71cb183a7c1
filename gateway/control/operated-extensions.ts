import { coreSubgraph, type ExtensionName } from '@forgepoint/common/extension-name.ts';
import { ForgeError, type WireError } from '@forgepoint/common/forge-error.ts';
import { nearestName } from '@forgepoint/common/nearest-name.ts';
import type { Config } from '../config/config.ts';
import type { Operated, OperatedChanges, OperatedData, SubgraphState } from '../operated/operated.ts';
import type { Report } from '../operated/shapes.ts';
import type { DisabledExtensions } from './disabled-extensions.ts';
import type { Again, RunningExtensions } from './running-extensions.ts';
import type { SchemaGate } from './schema-gate.ts';
import { idleState } from '../operated/idle-state.ts';
import { problemOf, slotState, versionState } from './subgraph-state.ts';

export interface OperatedExtensionsOptions {
  readonly extensions: RunningExtensions;
  readonly disabled: DisabledExtensions;
  readonly gate: SchemaGate;
  readonly data: OperatedData;
  /** There is something to {@link OperatedExtensions.take}. */
  readonly onRequest: () => void;
}

export interface SeenFolder {
  /** Of all files, disabled ones among them. */
  readonly names: readonly ExtensionName[];
  readonly misnamed: ReadonlyMap<string, WireError>;
  readonly settings: Config['extensions'];
}

/** What the operator wants of one extension, until one run of the loop has tried it. */
export interface OperatorRequest extends Again {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What an operator sees of the extensions, and asks of the loop that runs them. */
export class OperatedExtensions implements Operated, OperatedChanges {
  readonly #options: OperatedExtensionsOptions;
  /** The first start is not to be disturbed. */
  readonly #opened = Promise.withResolvers<void>();
  #requests = new Map<string, OperatorRequest>();
  /** Of all files. */
  #names: readonly string[] = [];
  #disabledNames: readonly string[] = [];
  #misnamed: ReadonlyMap<string, WireError> = new Map();

  constructor(options: OperatedExtensionsOptions) {
    this.#options = options;
  }

  get changes(): OperatedChanges {
    return this;
  }

  get data(): OperatedData {
    return this.#options.data;
  }

  /** Requests are taken from now on. */
  open(): void {
    this.#opened.resolve();
  }

  /** What was seen of the extensions folder and its settings. */
  note({ names, misnamed, settings }: SeenFolder): void {
    this.#names = names;
    this.#misnamed = misnamed;
    this.#disabledNames = names.filter((name) => settings.get(name)?.enabled === false);
  }

  /** What the next run of the loop has to do; the caller settles it. */
  take(): ReadonlyMap<string, OperatorRequest> {
    const requests = this.#requests;
    this.#requests = new Map();
    return requests;
  }

  /** Tells whoever asked what has become of it. */
  settle(requests: ReadonlyMap<string, OperatorRequest>): void {
    for (const [name, { resolve, reject }] of requests) {
      const refusal = this.#options.extensions.slots.get(name)?.refusal;
      if (refusal === undefined) resolve();
      else reject(ForgeError.fromWire(refusal.error));
    }
  }

  subgraphs(): readonly SubgraphState[] {
    const { extensions } = this.#options;
    const core =
      extensions.core === undefined ? idleState(coreSubgraph, 'admitting') : versionState(extensions.core);
    const placed = [...extensions.slots.values()].map((slot) =>
      slotState(slot, extensions.waiting.get(slot.name)),
    );
    const others = this.#names
      .filter((name) => !extensions.slots.has(name))
      .map((name) => this.#stateWithoutSlot(name));
    return [core, ...[...placed, ...others].toSorted((a, b) => (a.name < b.name ? -1 : 1))];
  }

  report(): Omit<Report, 'generation' | 'served'> {
    const all = this.subgraphs();
    const leftOut = all.flatMap(({ name, state, problem, replacement }): Report['leftOut'] => {
      if (replacement !== null) {
        const { code, message } = replacement;
        return [{ name, state: 'replacement-refused', code, message }];
      }
      if (problem === null || (state !== 'waiting' && state !== 'refused')) return [];
      return [{ name, state, ...problem }];
    });
    const misnamed = [...this.#misnamed].map(
      ([name, error]) => ({ name, state: 'refused', ...problemOf(error) }) as const,
    );
    return {
      leftOut: [...leftOut, ...misnamed],
      disabled: [...this.#disabledNames],
      gate: [...this.#options.gate.recent],
    };
  }

  reload(name: string): Promise<void> {
    this.#existing(name);
    return this.#again(name, null);
  }

  async release(name: string): Promise<void> {
    this.#existing(name);
    const current = this.#options.extensions.slots.get(name)?.current;
    if (current?.state.phase !== 'quarantined') {
      throw unfit(
        name,
        `"${name}" is not in quarantine.`,
        `To start it once more, use "forge reload ${name}".`,
      );
    }
    await this.#again(name, null);
  }

  async acceptBreakingChange(name: string): Promise<void> {
    this.#existing(name);
    const refusal = this.#options.extensions.slots.get(name)?.refusal;
    if (refusal?.error.code !== 'SCHEMA_CHANGE_REFUSED' || refusal.revision === undefined) {
      throw unfit(
        name,
        `No version of "${name}" was refused because of what clients would lose.`,
        'Put the new version there first; it is taken if nobody uses what goes away.',
      );
    }
    await this.#again(name, refusal.revision);
  }

  async disable(name: string): Promise<void> {
    if (!this.#names.includes(name)) throw this.#unknown(name);
    await this.#opened.promise;
    this.#options.disabled.add(name);
    await this.#run(name, null);
  }

  async enable(name: string): Promise<void> {
    const { disabled } = this.#options;
    if (disabled.since(name) === undefined) {
      const isKnown = this.#names.includes(name);
      if (!isKnown) throw this.#unknown(name);
      if (!this.#disabledNames.includes(name)) return;
      throw unfit(
        name,
        `"${name}" is disabled by the configuration.`,
        `Write "enabled": true into "extensions.${name}" of forge.config.json.`,
      );
    }
    await this.#opened.promise;
    disabled.remove(name);
    await this.#run(name, null);
  }

  async #again(name: string, accept: string | null): Promise<void> {
    await this.#opened.promise;
    await this.#run(name, accept);
  }

  async #run(name: string, accept: string | null): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const before = this.#requests.get(name);
    this.#requests.set(name, {
      accept: accept ?? before?.accept ?? null,
      resolve: () => {
        before?.resolve();
        resolve();
      },
      reject: (error) => {
        before?.reject(error);
        reject(error);
      },
    });
    this.#options.onRequest();
    await promise;
  }

  #existing(name: string): void {
    if (!this.#names.includes(name)) throw this.#unknown(name);
    if (this.#disabledNames.includes(name)) {
      throw unfit(name, `"${name}" is disabled.`, `Enable it first: "forge enable ${name}".`);
    }
  }

  #unknown(name: string): ForgeError {
    const meant = nearestName(name, this.#names);
    return new ForgeError('EXTENSION_UNKNOWN', `The extensions folder holds no ${name}.wasm.`, {
      extension: name,
      remedy:
        meant === undefined
          ? 'Take a name that "forge list" shows, or put the file there.'
          : `Write "${meant}" if that is meant.`,
    });
  }

  #stateWithoutSlot(name: string): SubgraphState {
    if (!this.#disabledNames.includes(name)) return idleState(name, 'admitting');
    const since = this.#options.disabled.since(name);
    return idleState(name, 'disabled', {
      disabled: since === undefined ? { by: 'configuration', since: null } : { by: 'operator', since },
    });
  }
}

function unfit(extension: string, message: string, remedy: string): ForgeError {
  return new ForgeError('EXTENSION_STATE_UNFIT', message, { extension, remedy });
}
