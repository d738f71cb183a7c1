import { ForgeError, type WireError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import { Child, type ChildOptions, type StartMessage } from './child.ts';
import { ConnectionRelay } from './connection-relay.ts';
import type { ProcessEnd } from './process-end.ts';
import type { ProcessState } from './process-state.ts';
import { decideRestart, type RestartPolicy } from './restart-policy.ts';

export interface SubgraphProcessOptions {
  readonly name: string;
  readonly socketPath: string;
  readonly child: Omit<ChildOptions, 'logger' | 'labels'>;
  readonly policy: RestartPolicy;
  readonly random: () => number;
  /** Longest time until a child is ready; whole milliseconds. */
  readonly startTimeoutMs: number;
  readonly logger: Logger;
  /** Name the subgraph in every line that its child logs. */
  readonly labels: Readonly<Record<string, string>>;
  /**
   * It starts beside another version on the same data: prepared, `begin`, ready, `commit`. Until then it is refused
   * when it ends, not started again.
   */
  readonly replaces: boolean;
  readonly onState: (state: ProcessState) => void;
}

const pingIntervalMs = 2_000;
const pingTimeoutMs = 5_000;
const stopGraceMs = 5_000;

/** Keeps one subgraph running: starts it, watches it, starts it again, stops it. */
export class SubgraphProcess {
  readonly name: string;
  readonly #options: SubgraphProcessOptions;
  readonly #relay: ConnectionRelay;
  readonly #crashes: number[] = [];
  #state: ProcessState = { phase: 'stopped' };
  #child: Child | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;
  #wasReady = false;
  /** It has yet to take the place of another version. */
  #isCandidate: boolean;
  /** While mutations wait, a child that ended is started again only when they go on. */
  #restartWhenReleased: (() => void) | undefined;
  #writesHeld = false;
  #starts = 0;

  static async start(options: SubgraphProcessOptions): Promise<SubgraphProcess> {
    const subgraph = new SubgraphProcess(options, await ConnectionRelay.listen(options.socketPath));
    subgraph.#startChild();
    return subgraph;
  }

  private constructor(options: SubgraphProcessOptions, relay: ConnectionRelay) {
    this.name = options.name;
    this.#options = options;
    this.#relay = relay;
    this.#isCandidate = options.replaces;
  }

  get state(): ProcessState {
    return this.#state;
  }

  /** How often its child was started again. */
  get restarts(): number {
    return Math.max(0, this.#starts - 1);
  }

  /** Lets a prepared one go on to its `init`: no other version may write until it has committed or was killed. */
  begin(): void {
    this.#child?.tell('begin');
  }

  /** Stores what its `init` has written: from now on it is the one. @throws ForgeError when it can't be stored */
  async commit(): Promise<void> {
    const child = this.#child;
    if (child === undefined || this.#state.phase !== 'ready') throw this.#goneBeforeCommit();
    if (this.#state.isUncommitted) {
      const isCommitted = await Promise.race([
        child.order('commit').then(() => true),
        child.ended.then(() => false),
      ]);
      if (!isCommitted) throw this.#goneBeforeCommit();
    }
    this.#isCandidate = false;
  }

  /** Ends a version that is not wanted any more, with whatever it has not committed. */
  async discard(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    this.#relay.close();
    this.#child?.kill('SIGKILL');
    await this.#child?.ended;
    this.#enter({ phase: 'stopped' });
  }

  /** Mutations wait from now on; resolves when none runs any more, be it that the child has ended. */
  async holdWrites(): Promise<void> {
    this.#writesHeld = true;
    const child = this.#child;
    if (child !== undefined && this.#state.phase === 'ready')
      await Promise.race([child.order('hold-writes'), child.ended]);
  }

  releaseWrites(): void {
    this.#writesHeld = false;
    this.#child?.tell('release-writes');
    this.#restartWhenReleased?.();
    this.#restartWhenReleased = undefined;
  }

  /** Lets the child finish what runs and shut its guest down; resolves when the process has ended. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    this.#relay.close();
    const child = this.#child;
    if (child !== undefined) {
      this.#enter({ phase: 'draining', pid: child.pid });
      child.stop(stopGraceMs);
      const timers = [
        setTimeout(() => child.kill('SIGTERM'), stopGraceMs * 2),
        setTimeout(() => child.kill('SIGKILL'), stopGraceMs * 3),
      ];
      await child.ended;
      for (const timer of timers) clearTimeout(timer);
    }
    this.#enter({ phase: 'stopped' });
  }

  #startChild(): void {
    const { child: spec, logger, labels } = this.#options;
    const { boot } = spec;
    const child = new Child(
      {
        ...spec,
        boot: boot.program === 'subgraph-host' ? { ...boot, replaces: this.#isCandidate } : boot,
        logger,
        labels,
      },
      (message) => this.#receive(child, message),
    );
    this.#child = child;
    this.#starts += 1;
    this.#enter({ phase: 'starting', pid: child.pid });
    this.#timer = setTimeout(() => {
      this.#tooSlow();
      child.kill('SIGKILL');
    }, this.#options.startTimeoutMs);
    void child.ended.then((end) => this.#ended(child, end));
  }

  /** One that never was ready would hold up all others for as long again; one that was gets another chance. */
  #tooSlow(): void {
    const error = new ForgeError(
      'SUBGRAPH_START_FAILED',
      `The process of "${this.name}" was not ready within ${this.#options.startTimeoutMs} ms.`,
      {
        extension: this.name,
        remedy: 'Restart the gateway when the machine is less busy; if it stays, its file is to blame.',
      },
    );
    if (this.#wasReady) {
      this.#options.logger.warn(error.toLog(), 'a child is not ready in time');
      return;
    }
    this.#relay.close();
    this.#enter({ phase: 'refused', error: error.toWire() });
  }

  #receive(child: Child, message: StartMessage): void {
    const { phase } = this.#state;
    const isAwaited =
      phase === 'starting' || phase === 'prepared' || (phase === 'ready' && this.#isCandidate);
    if (child !== this.#child || !isAwaited) return;
    if (message.type === 'prepared') {
      this.#enter({ phase: 'prepared', pid: child.pid });
      return;
    }
    clearTimeout(this.#timer);
    if (message.type === 'refused') {
      this.#relay.close();
      this.#enter({ phase: 'refused', error: message.error });
      return;
    }
    this.#wasReady = true;
    this.#enter({
      phase: 'ready',
      pid: child.pid,
      sdl: message.sdl,
      info: message.info,
      isUncommitted: message.isUncommitted,
    });
    this.#relay.attach((socket) => child.pass(socket));
    this.#watch(child);
  }

  /** Looks after the child from outside: a main thread that is stuck can't tell of it. */
  #watch(child: Child): void {
    this.#timer = setTimeout(() => {
      this.#timer = setTimeout(() => {
        this.#options.logger.warn({ pingTimeoutMs }, 'a child does not answer; ending it');
        child.kill('SIGKILL');
      }, pingTimeoutMs);
      void child.order('ping').then(() => {
        if (child !== this.#child || this.#stopping) return;
        clearTimeout(this.#timer);
        this.#watch(child);
      });
    }, pingIntervalMs);
  }

  #ended(child: Child, end: ProcessEnd): void {
    if (child !== this.#child) return;
    clearTimeout(this.#timer);
    this.#child = undefined;
    this.#relay.detach();
    if (this.#stopping || this.#state.phase === 'refused') return;
    this.#crashes.push(performance.now());
    this.#crashes.splice(0, this.#crashes.length - this.#options.policy.crashBudget);
    const decision = decideRestart(this.#options.policy, this.#crashes, this.#options.random);
    const error =
      child.misuse === undefined
        ? this.#crashError(end, this.#state.phase === 'ready')
        : this.#misuseError(child.misuse);
    if (this.#isCandidate) {
      this.#relay.close();
      this.#enter({ phase: 'refused', error });
      return;
    }
    if (decision.kind === 'quarantine') {
      this.#relay.close();
      this.#enter({
        phase: 'quarantined',
        error: this.#quarantineError(decision.crashes, decision.withinMs),
      });
      return;
    }
    this.#enter({ phase: 'backing-off', delayMs: decision.delayMs, error });
    this.#timer = setTimeout(() => {
      if (this.#writesHeld) this.#restartWhenReleased = () => this.#startChild();
      else this.#startChild();
    }, decision.delayMs);
  }

  #goneBeforeCommit(): ForgeError {
    if (this.#state.phase === 'refused') return ForgeError.fromWire(this.#state.error);
    return new ForgeError(
      'SUBGRAPH_START_FAILED',
      `The process of "${this.name}" ended before it took over.`,
      { extension: this.name, remedy: 'Its last log lines say why; save its file again to try once more.' },
    );
  }

  #crashError({ code, signal }: ProcessEnd, wasServing: boolean): WireError {
    const how = signal === undefined ? `with the code ${code ?? 'unknown'}` : `by ${signal}`;
    return new ForgeError(
      wasServing ? 'SUBGRAPH_CRASHED' : 'SUBGRAPH_START_FAILED',
      `The process of "${this.name}" ended ${how}${wasServing ? '' : ' before it was ready'}.`,
      { extension: this.name, remedy: 'It is started again.' },
    ).toWire();
  }

  #misuseError(what: string): WireError {
    return new ForgeError('SUBGRAPH_MISBEHAVED', `The process of "${this.name}" ${what}; it was ended.`, {
      extension: this.name,
      remedy: 'Its extension may have taken it over: remove its file, and look at what it had access to.',
    }).toWire();
  }

  #quarantineError(crashes: number, withinMs: number): WireError {
    return new ForgeError(
      'SUBGRAPH_QUARANTINED',
      `The process of "${this.name}" ended ${crashes} times within ${withinMs / 1_000} seconds.`,
      {
        extension: this.name,
        remedy: 'Its last log lines say why; replace its file, or restart the gateway.',
      },
    ).toWire();
  }

  #enter(state: ProcessState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}
