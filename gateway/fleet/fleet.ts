import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '@forgepoint/common/forge-error.ts';
import { outputOf, type Logger } from '@forgepoint/common/logging.ts';
import type { Generation, Published, Readiness } from '../generation.ts';
import type { ServingSettings, WireGeneration } from '../serving-messages.ts';
import { decideRestart, type RestartPolicy } from '../supervisor/restart-policy.ts';
import type { UsedOperation } from '../used-operation.ts';
import { ServingProcess } from './serving-process.ts';

export interface FleetOptions {
  readonly settings: Omit<ServingSettings, 'listenFd'>;
  readonly listenFd: number;
  /** Processes that serve at a time, 1 or more. */
  readonly workers: number;
  readonly readiness: () => Readiness;
  /** A client has sent an operation, perhaps again. */
  readonly onUsed: (operation: UsedOperation) => void;
  /** Longest time that a replaced process gets until its clients are elsewhere; milliseconds. */
  readonly retireGraceMs: number;
  readonly random: () => number;
  readonly logger: Logger;
}

const crashesRemembered = 16;
/** Whoever serves is always started again: there is nobody else to. */
const restarts: RestartPolicy = {
  firstDelayMs: 100,
  maxDelayMs: 5_000,
  crashBudget: Number.POSITIVE_INFINITY,
  windowMs: 60_000,
};

/**
 * The processes that serve clients, all on one bound socket and all with one generation. A new generation gets
 * new processes: the old ones hand their clients over as these become idle, so that loading never keeps one waiting.
 */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #retiring = new Set<Promise<void>>();
  readonly #crashes: number[] = [];
  #serving: readonly ServingProcess[] = [];
  /** Has its code loaded, so that a swap or a restart need not wait for that. */
  #spare: ServingProcess | undefined;
  #generation: WireGeneration | undefined;
  #isEnding = false;
  /** Counts the clients that were handed over, so that each process gets its share. */
  #turn = 0;
  /** Swaps and restarts never overlap. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  /** Serves health checks; queries are told to wait until there is a generation. */
  start(): Promise<void> {
    return this.#change(async () => {
      const started = Array.from({ length: this.#options.workers }, () => this.#spawn());
      await this.#enlist(started);
      this.#serving = started;
    });
  }

  /**
   * Resolves when clients are served by it.
   * @param beforeAccept called when all is loaded: the last moment at which there is a way back
   * @throws ForgeError COMPOSITION_FAILED, or whatever `beforeAccept` throws: the old one goes on
   */
  serve(
    { id, supergraphSdl, endpoints }: Generation,
    beforeAccept: () => Promise<void> = () => Promise.resolve(),
  ): Promise<Published> {
    const generation = { id, supergraphSdl, endpoints: [...endpoints.values()] };
    return this.#change(async () => {
      if (this.#isEnding) return { olderRetired: Promise.resolve() };
      if (this.#generation === undefined) {
        await beforeAccept();
        await Promise.all(this.#serving.map((one) => one.load(generation)));
      } else await this.#swap(generation, beforeAccept);
      this.#generation = generation;
      this.#spare ??= this.#spawn();
      const childPids = this.#serving.map(({ pid }) => pid);
      this.#options.logger.info({ generation: id, childPids }, 'serving a new generation');
      return { olderRetired: this.retired() };
    });
  }

  /** Resolves when no replaced process is left: nothing runs on an older generation any more. */
  async retired(): Promise<void> {
    await Promise.all(this.#retiring);
  }

  /** Accepts nothing more, lets running requests finish for `graceMs`; resolves when no process is left. */
  async drain(graceMs: number): Promise<void> {
    this.#isEnding = true;
    this.#spare?.kill();
    await this.#changing;
    const ended = [this.#spare?.ended, ...this.#retiring];
    await Promise.all([...this.#serving.map((one) => one.drain(graceMs)), ...ended]);
  }

  async #swap(generation: WireGeneration, beforeAccept: () => Promise<void>): Promise<void> {
    const fresh = Array.from({ length: this.#options.workers }, () => this.#spareOrNew());
    try {
      await Promise.all(fresh.map((one) => one.load(generation)));
      await beforeAccept();
      await this.#enlist(fresh);
    } catch (error) {
      for (const one of fresh) one.kill();
      throw error;
    }
    const old = this.#serving;
    this.#serving = fresh;
    for (const one of old) this.#retire(one);
  }

  /** From now on they accept, and are replaced when they end. */
  async #enlist(processes: readonly ServingProcess[]): Promise<void> {
    await Promise.all(processes.map((one) => one.accept()));
    for (const one of processes) void one.ended.then(() => this.#replaceCrashed(one));
  }

  #retire(old: ServingProcess): void {
    const retired = old.retire(this.#options.retireGraceMs).finally(() => this.#retiring.delete(retired));
    this.#retiring.add(retired);
  }

  #replaceCrashed(ended: ServingProcess): void {
    if (this.#isEnding || !this.#serving.includes(ended)) return;
    this.#serving = this.#serving.filter((one) => one !== ended);
    this.#crashes.push(performance.now());
    this.#crashes.splice(0, this.#crashes.length - crashesRemembered);
    const decision = decideRestart(restarts, this.#crashes, this.#options.random);
    const delayMs = decision.kind === 'restart' ? decision.delayMs : restarts.maxDelayMs;
    this.#options.logger.error(
      { code: 'GATEWAY_WORKER_ENDED', childPid: ended.pid, delayMs },
      'a process that serves clients ended; starting another',
    );
    void this.#change(() => this.#startAnother(delayMs));
  }

  async #startAnother(delayMs: number): Promise<void> {
    await pause(delayMs);
    if (this.#isEnding) return;
    const fresh = this.#spareOrNew();
    this.#serving = [...this.#serving, fresh];
    this.#spare = this.#spawn();
    try {
      if (this.#generation !== undefined) await fresh.load(this.#generation);
      await this.#enlist([fresh]);
    } catch (error) {
      this.#options.logger.error(
        { reason: messageOf(error) },
        'a process that serves clients does not start',
      );
      fresh.kill();
      void fresh.ended.then(() => this.#replaceCrashed(fresh));
    }
  }

  #spareOrNew(): ServingProcess {
    const spare = this.#spare;
    this.#spare = undefined;
    return spare ?? this.#spawn();
  }

  #spawn(): ServingProcess {
    const { settings, listenFd, readiness, onUsed, logger } = this.#options;
    const spawned = new ServingProcess({
      settings,
      listenFd,
      readiness,
      onUsed,
      output: outputOf(logger),
      onConnection: (socket) => this.#passOn(socket),
    });
    void spawned.ended.then(() => {
      if (this.#spare === spawned) this.#spare = undefined;
    });
    return spawned;
  }

  /** A client of a retiring process goes to one that serves; when that has it, the copy here has done its part. */
  async #passOn(socket: Socket): Promise<void> {
    const asked = new Set<ServingProcess>();
    for (let one = this.#next(asked); one !== undefined; one = this.#next(asked)) {
      asked.add(one);
      try {
        await one.take(socket);
        break;
      } catch {
        // It has just ended, perhaps since another generation came: whoever serves by now is asked.
      }
    }
    socket.destroy();
  }

  /** Each in turn of those that serve now. */
  #next(asked: ReadonlySet<ServingProcess>): ServingProcess | undefined {
    const others = this.#serving.filter((one) => !asked.has(one));
    this.#turn += 1;
    return others[this.#turn % Math.max(1, others.length)];
  }

  #change<Result>(change: () => Promise<Result>): Promise<Result> {
    const changed = this.#changing.then(change);
    this.#changing = changed.catch(() => undefined);
    return changed;
  }
}
