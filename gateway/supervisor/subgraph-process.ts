import { ForgeError, type WireError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { SubgraphMessage } from '@forgepoint/common/process/messages.ts';
import { Child, type ChildOptions } from './child.ts';
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

  static async start(options: SubgraphProcessOptions): Promise<SubgraphProcess> {
    const subgraph = new SubgraphProcess(options, await ConnectionRelay.listen(options.socketPath));
    subgraph.#startChild();
    return subgraph;
  }

  private constructor(options: SubgraphProcessOptions, relay: ConnectionRelay) {
    this.name = options.name;
    this.#options = options;
    this.#relay = relay;
  }

  get state(): ProcessState {
    return this.#state;
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
    const child = new Child(
      { ...this.#options.child, logger: this.#options.logger, labels: this.#options.labels },
      (message) => this.#receive(child, message),
    );
    this.#child = child;
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

  #receive(child: Child, message: SubgraphMessage & { type: 'ready' | 'refused' }): void {
    if (child !== this.#child || this.#state.phase !== 'starting') return;
    clearTimeout(this.#timer);
    if (message.type === 'refused') {
      this.#relay.close();
      this.#enter({ phase: 'refused', error: message.error });
      return;
    }
    this.#wasReady = true;
    this.#enter({ phase: 'ready', pid: child.pid, sdl: message.sdl, info: message.info });
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
      void child.ping().then(() => {
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
    if (decision.kind === 'quarantine') {
      this.#relay.close();
      this.#enter({
        phase: 'quarantined',
        error: this.#quarantineError(decision.crashes, decision.withinMs),
      });
      return;
    }
    this.#enter({ phase: 'backing-off', delayMs: decision.delayMs, error });
    this.#timer = setTimeout(() => this.#startChild(), decision.delayMs);
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
