import { ForgeError, messageOf, type WireError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import { basename, dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import { quietMs } from '../extensions/file-look.ts';
import { FolderWatch } from '../extensions/folder-watch.ts';
import { makeExtensionsFolder } from '../extensions/scan.ts';
import type { Readiness } from '../generation.ts';
import { DisabledExtensions } from './disabled-extensions.ts';
import { ExtensionFolder, type FolderLook } from './extension-folder.ts';
import type { OperationRecord } from '../schema-change/operation-record.ts';
import { GraphState } from './graph-state.ts';
import { Launcher } from './launcher.ts';
import { SettingsReader, type LiveSettings, type ReadSettings } from './live-settings.ts';
import { warnOfMissing } from './missing-extension.ts';
import { prepareFolders } from './needed-folders.ts';
import { OperatedExtensions } from './operated-extensions.ts';
import { readinessOf } from './readiness.ts';
import type { Publish, RunningGraph } from './running-graph.ts';
import { RunningExtensions } from './running-extensions.ts';
import { SchemaGate } from './schema-gate.ts';
import { SerialLoop } from './serial-loop.ts';

/** How long the first of several changes waits for the others; milliseconds. */
const gatherMs = 500;

export interface ControlPlaneOptions {
  readonly config: Config;
  /** The configuration as it stands now; throws ForgeError CONFIG_INVALID. */
  readonly reread: () => ReadSettings;
  /** What clients have asked for lately. */
  readonly operations: OperationRecord;
  readonly publish: Publish;
  readonly logger: Logger;
}

/**
 * Keeps running what stands in the extensions folder. Each change, be it of the folder, of the settings or of a
 * process, makes one run of one loop: look, and make what runs what is wanted.
 */
export class ControlPlane implements RunningGraph {
  readonly #config: Config;
  readonly #logger: Logger;
  readonly #settings: SettingsReader;
  readonly #folder: ExtensionFolder;
  readonly #launcher: Launcher;
  readonly #graph: GraphState;
  readonly #disabled: DisabledExtensions;
  readonly operated: OperatedExtensions;
  readonly #extensions: RunningExtensions;
  readonly #loop = new SerialLoop(() => this.#keepUp());
  #watches: readonly FolderWatch[] = [];
  #again: NodeJS.Timeout | undefined;
  #misnamed = new Map<string, WireError>();
  /** What the warnings of missing files were about. */
  #told: string | undefined;
  #problem = '';

  constructor({ config, reread, operations, publish, logger }: ControlPlaneOptions) {
    this.#config = config;
    this.#logger = logger;
    this.#settings = new SettingsReader(config, reread, logger);
    this.#disabled = new DisabledExtensions(config.folders.state);
    this.#folder = new ExtensionFolder(config.folders.extensions);
    this.#graph = new GraphState(config.folders.state, publish, logger);
    this.#launcher = new Launcher(config, logger);
    const gate = new SchemaGate(operations, logger);
    this.#extensions = new RunningExtensions({
      launcher: this.#launcher,
      graph: this.#graph,
      gate,
      logger,
      onChange: () => void this.#loop.request(),
    });
    this.operated = new OperatedExtensions({
      extensions: this.#extensions,
      disabled: this.#disabled,
      gate,
      onRequest: () => void this.#loop.request(),
    });
  }

  readiness(): Readiness {
    const { isServing, waiting } = this.#extensions;
    const statuses = new Map([
      ...this.#extensions.statuses(),
      ...[...this.#misnamed].map(([name, error]) => [name, { phase: 'refused', error }] as const),
    ]);
    return readinessOf(isServing, statuses, waiting, this.#extensions.replacements());
  }

  /**
   * Starts everything, and resolves when the first generation is served. No extension is started before the core
   * is: on data that can't be used nothing is touched.
   * @throws ForgeError when the core does not start, or a folder can't be used
   */
  async start(): Promise<void> {
    const { folders, configFile } = this.#config;
    prepareFolders(folders);
    this.#graph.check();
    makeExtensionsFolder(folders.extensions);
    const settings = this.#disabled.over(this.#config);
    const look = this.#folder.look(settings, 'none');
    this.#note(look, settings.extensions);
    if (look.wanted.size === 0) {
      this.#logger.info({ folder: folders.extensions }, 'there is no extension; serving the core alone');
    }
    this.#extensions.announce([...look.wanted.keys()]);
    await this.#extensions.startCore();
    await this.#extensions.become(look.wanted, settings.breakingChanges);
    this.operated.open();
    const onHint = (): void => void this.#loop.request();
    this.#watches = [
      new FolderWatch({
        folder: folders.extensions,
        matters: (name) => /\.wasm$/i.test(name),
        onHint,
      }),
      new FolderWatch({
        folder: dirname(configFile),
        matters: (name) => name === basename(configFile),
        onHint,
      }),
    ];
    onHint();
  }

  /** Ends every process: guests are shut down and databases closed. */
  async stop(): Promise<void> {
    for (const watch of this.#watches) watch[Symbol.dispose]();
    this.#extensions.stopChanging();
    // What is starting is not waited for; what has started meanwhile is ended as well.
    await Promise.all([this.#loop.end(), this.#extensions.stop()]);
    clearTimeout(this.#again);
    await this.#extensions.stop();
    this.#launcher[Symbol.dispose]();
  }

  /** One run of the loop. */
  async #keepUp(): Promise<void> {
    const requests = this.operated.take();
    try {
      const settings = this.#disabled.over(this.#settings.now());
      const look = await this.#lookOnce(settings);
      this.#note(look, settings.extensions);
      await this.#extensions.become(look.wanted, settings.breakingChanges, requests);
      this.#problem = '';
      this.operated.settle(requests);
    } catch (error) {
      for (const request of requests.values()) request.reject(error);
      this.#report(error);
    }
  }

  /** What is changed at about the same time is one change. */
  async #lookOnce(settings: LiveSettings): Promise<FolderLook> {
    const until = performance.now() + gatherMs;
    for (;;) {
      const look = this.#folder.look(settings, 'until-settled');
      if (look.isSettled) return look;
      await pause(quietMs);
      if (performance.now() < until) continue;
      // A slow copy doesn't hold up the others; it is looked at again.
      clearTimeout(this.#again);
      this.#again = setTimeout(() => void this.#loop.request(), quietMs);
      return look;
    }
  }

  #note({ names, misnamed }: FolderLook, settings: Config['extensions']): void {
    for (const { fileName, error } of misnamed) {
      if (this.#misnamed.has(fileName)) continue;
      this.#logger.error(
        {
          subgraph: fileName,
          extension: error.extension ?? fileName,
          state: 'refused',
          ...ForgeError.fromWire(error).toLog(),
        },
        'a subgraph is refused',
      );
    }
    this.#misnamed = new Map(misnamed.map(({ fileName, error }) => [fileName, error]));
    this.operated.note({ names, misnamed: this.#misnamed, settings });
    const told = JSON.stringify([names, [...settings.keys()]]);
    if (told === this.#told) return;
    this.#told = told;
    warnOfMissing(settings, names, this.#logger);
  }

  /** What goes wrong in the same way is told once. */
  #report(error: unknown): void {
    const problem = messageOf(error);
    if (problem === this.#problem || this.#extensions.isStopping) return;
    this.#problem = problem;
    this.#logger.error(
      ForgeError.from(error, 'COMPOSITION_FAILED').toLog(),
      'what is wanted cannot be made; what is served stays',
    );
  }
}
