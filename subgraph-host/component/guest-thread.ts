import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { CallOutcome, GuestInfo } from './guest-call.ts';
import { Progress, startStages, type RunningCall } from './progress.ts';
import type { Batch, ToWorker, WorkerSettings } from './protocol.ts';
import { parseWorkerMessage } from './worker-messages.ts';

export interface GuestDescription {
  readonly info: GuestInfo;
  readonly sdl: string;
  /** What `init` has written is not yet stored. */
  readonly isUncommitted: boolean;
}

export interface GuestThreadEvents {
  /** Called once when the guest {@link WorkerSettings.replaces} another; its `init` waits for the answer. */
  readonly onPrepared: () => Promise<void>;
  readonly onDone: (batchId: number, outcomes: readonly CallOutcome[]) => void;
  /** The thread is of no more use; called once, never before `loaded` has settled. */
  readonly onLost: (error: ForgeError) => void;
}

/** All of its settings but the memory that it shares with its thread. */
export type GuestSettings = Omit<WorkerSettings, 'progress' | 'statementCounts'>;

/** The thread in which one guest and its database live. */
export class GuestThread {
  /** @throws ForgeError when the guest cannot be started, EXTENSION_TIMEOUT when that takes too long */
  readonly loaded: Promise<GuestDescription>;
  readonly #worker: Worker;
  readonly #progress = new Progress();
  readonly #exited: Promise<unknown>;
  readonly #committed = Promise.withResolvers<void>();
  #isLoaded = false;
  #ended = false;

  constructor(
    settings: GuestSettings,
    startTimeoutMs: number,
    events: GuestThreadEvents,
    statementCounts: SharedArrayBuffer,
    logger: Logger,
  ) {
    const workerData: WorkerSettings = { ...settings, progress: this.#progress.buffer, statementCounts };
    this.#worker = new Worker(new URL('./worker/main.ts', import.meta.url), {
      workerData,
      env: { NODE_ENV: 'production' },
      name: settings.extension,
      resourceLimits: { maxOldGenerationSizeMb: 96, stackSizeMb: 4 },
    });
    this.#exited = once(this.#worker, 'exit').catch(() => undefined);
    this.#committed.promise.catch(() => undefined);

    const { promise, resolve, reject } = Promise.withResolvers<GuestDescription>();
    this.loaded = promise;
    const timer = setTimeout(() => {
      reject(startTimeout(settings.extension, startTimeoutMs, this.#progress.running()));
    }, startTimeoutMs);
    const lose = (error: ForgeError): void => {
      clearTimeout(timer);
      this.#committed.reject(error);
      if (this.#isLoaded && !this.#ended) {
        this.#ended = true;
        events.onLost(error);
      } else reject(error);
    };

    this.#worker.on('message', (value: unknown) => {
      const message = parseWorkerMessage(value, settings.maxResultLength);
      switch (message?.type) {
        case undefined:
          lose(strangeMessage(settings.extension));
          return;
        case 'prepared':
          void events.onPrepared().then(() => this.#post({ type: 'begin' }));
          return;
        case 'loaded':
          clearTimeout(timer);
          this.#isLoaded = true;
          resolve({ info: message.info, sdl: message.sdl, isUncommitted: message.isUncommitted });
          return;
        case 'committed':
          this.#committed.resolve();
          return;
        case 'done':
          if (!this.#ended) events.onDone(message.id, message.outcomes);
          return;
        case 'lost':
          lose(ForgeError.fromWire(message.error));
          return;
        case 'log':
          logger[message.level](
            { source: 'guest', requestId: message.requestId, fields: message.fields },
            message.message,
          );
          return;
        case 'instance-discarded':
          logger.warn(
            { code: message.code, cause: message.cause, requestId: message.requestId },
            'the guest trapped; its instance was discarded',
          );
          return;
        case 'shut-down':
          return;
      }
    });
    this.#worker.on('error', (error: unknown) => {
      lose(
        new ForgeError(
          'EXTENSION_TRAPPED',
          `The thread of the extension "${settings.extension}" ended: ${messageOf(error)}.`,
          {
            extension: settings.extension,
            cause: error,
          },
        ),
      );
    });
    this.#worker.on('exit', () => {
      lose(
        new ForgeError('EXTENSION_TRAPPED', `The thread of the extension "${settings.extension}" ended.`, {
          extension: settings.extension,
        }),
      );
    });
  }

  /** Stores what `init` has written. @throws ForgeError when it can't be, or the thread ended before */
  commit(): Promise<void> {
    this.#post({ type: 'commit' });
    return this.#committed.promise;
  }

  run(batch: Batch): void {
    this.#post({ type: 'batch', batch });
  }

  running(): RunningCall | undefined {
    return this.#progress.running();
  }

  /** Lets the guest shut down and closes its database. @returns whether it did so within `graceMs` */
  async shutdown(graceMs: number): Promise<boolean> {
    this.#ended = true;
    this.#post({ type: 'shutdown' });
    return this.#endedWithin(graceMs);
  }

  /**
   * Ends the thread wherever its guest is.
   * @returns `false` when it doesn't end within `graceMs`: it is inside SQLite, and only SIGKILL ends that
   */
  async terminate(graceMs: number): Promise<boolean> {
    this.#ended = true;
    void this.#worker.terminate();
    return this.#endedWithin(graceMs);
  }

  async #endedWithin(graceMs: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), graceMs);
    void this.#exited.then(() => resolve(true));
    const ended = await promise;
    clearTimeout(timer);
    return ended;
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}

function strangeMessage(extension: string): ForgeError {
  return new ForgeError(
    'EXTENSION_TRAPPED',
    `The thread of the extension "${extension}" sent what the host's own code never sends.`,
    { extension, remedy: 'Its extension may have taken it over: remove its file.' },
  );
}

function startTimeout(extension: string, timeoutMs: number, running: RunningCall | undefined): ForgeError {
  const stage = startStages[running?.index ?? 0];
  return new ForgeError(
    'EXTENSION_TIMEOUT',
    `The extension "${extension}" did not start within ${timeoutMs} ms: its ${stage} does not return.`,
    {
      extension,
      remedy: 'Its author has to mend that; if it only needs longer, raise startTimeoutMs.',
    },
  );
}
