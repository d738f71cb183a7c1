import type { Socket } from 'node:net';
import { execa } from 'execa';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { SubgraphFigures } from '@forgepoint/common/metrics/subgraph-figures.ts';
import type {
  CoreBoot,
  HostBoot,
  SubgraphMessage,
  SupervisorMessage,
} from '@forgepoint/common/process/messages.ts';
import type { FiguresSource } from '../observability/figures-source.ts';
import { readChildChannel } from './child-channel.ts';
import { maxMessageBytes, parseChildMessage } from './child-messages.ts';
import type { HostUser } from './host-users.ts';
import { endOf, silenceOf, type ProcessEnd } from './process-end.ts';
import { relayOutput } from './relay-output.ts';

export interface ChildOptions {
  /** Absolute path of the program's entry. */
  readonly entry: string;
  readonly flags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Working directory: in a thread under its permission model, Node lets everything in it be read. */
  readonly folder: string;
  readonly boot: HostBoot | CoreBoot;
  /** The user of the operating system that it runs under; `undefined`: that of this process. */
  readonly user: HostUser | undefined;
  readonly logger: Logger;
  /** Stand in every line that the child logs. */
  readonly labels: Readonly<Record<string, string>>;
}

/** How a child's start goes. */
export type StartMessage = SubgraphMessage & { type: 'prepared' | 'ready' | 'refused' };

/** What a child is asked to do, and what it answers. */
const answers = { ping: 'pong', commit: 'committed', 'hold-writes': 'writes-held' } as const;

type Order = keyof typeof answers;

/** One run of a subgraph's process. */
export class Child implements FiguresSource<SubgraphFigures> {
  readonly pid: number;
  /** Settles when the process has ended; never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /** Settles when it has ended and all that it told was heard; never rejects. */
  readonly silent: Promise<void>;
  readonly #process: ReturnType<typeof start>;
  readonly #acknowledged = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  /** Orders that wait for an answer, by id. */
  readonly #orders = new Map<number, { readonly type: Order; readonly done: () => void }>();
  readonly #onMessage: (message: StartMessage) => void;
  readonly #logger: Logger;
  /** It starts beside another version, and can still be refused when it is told to commit. */
  readonly #replaces: boolean;
  #lastId = 0;
  #isToldToStop = false;
  #figures: SubgraphFigures | undefined;
  #start: StartMessage['type'] | 'begun' = 'begun';
  #misuse: string | undefined;

  /** @param onMessage how its start goes */
  constructor(options: ChildOptions, onMessage: (message: StartMessage) => void) {
    this.#onMessage = onMessage;
    this.#logger = options.logger;
    this.#replaces = options.boot.program === 'subgraph-host' && options.boot.replaces;
    this.#process = start(options);
    const { nodeChildProcess } = this.#process;
    this.pid = nodeChildProcess.pid ?? 0;
    relayOutput(this.#process.stdout, this.#process.stderr, {
      logger: options.logger,
      labels: { program: options.boot.program, pid: this.pid, ...options.labels },
    });
    readChildChannel(nodeChildProcess, maxMessageBytes, {
      onLine: (line) => this.#receive(line),
      onMisuse: (what) => this.#endMisused(what),
    });
    this.silent = silenceOf(nodeChildProcess, endOf(this.#process));
    this.ended = endOf(this.#process).then((end) => {
      for (const { reject } of this.#acknowledged.values()) reject(new Error('the child has ended'));
      this.#acknowledged.clear();
      return end;
    });
    this.#send({ type: 'boot', boot: options.boot });
  }

  /** What it did that no host does, for which it was ended; to go on with "it …". */
  get misuse(): string | undefined {
    return this.#misuse;
  }

  get figures(): SubgraphFigures | undefined {
    return this.#figures;
  }

  async ask(): Promise<void> {
    await Promise.race([this.order('ping'), this.ended]);
  }

  /** Resolves when the child has acknowledged the connection, rejects when it ended before. */
  pass(socket: Socket): Promise<void> {
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#acknowledged.set(id, { resolve, reject });
    this.#send({ type: 'connection', id }, socket, (error) => {
      if (error === null) return;
      this.#acknowledged.delete(id);
      reject(error);
    });
    return promise;
  }

  /** Resolves when the child has done so, or never. */
  order(type: Order): Promise<void> {
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#orders.set(id, { type, done: resolve });
    this.#send({ type, id });
    return promise;
  }

  tell(type: 'begin' | 'release-writes'): void {
    this.#send({ type });
  }

  stop(graceMs: number): void {
    this.#isToldToStop = true;
    this.#send({ type: 'stop', graceMs });
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#process.kill(signal);
  }

  /** Whatever wasn't asked for ends it: nobody but an intruder speaks like that, and it could go on for ever. */
  #receive(line: string): void {
    const message = parseChildMessage(line);
    switch (message?.type) {
      case undefined:
        this.#endMisused('sent a message that is none of ours');
        return;
      case 'connection-accepted': {
        const waiting = this.#acknowledged.get(message.id);
        if (!this.#acknowledged.delete(message.id))
          this.#endMisused('accepted a connection that is not its own');
        waiting?.resolve();
        return;
      }
      case 'pong':
      case 'committed':
      case 'writes-held': {
        const order = this.#orders.get(message.id);
        this.#orders.delete(message.id);
        if (order === undefined || answers[order.type] !== message.type) {
          this.#endMisused('answered what it was not asked');
          return;
        }
        if (message.type === 'pong') this.#figures = message.figures;
        order.done();
        return;
      }
      case 'last-figures':
        if (this.#isToldToStop) this.#figures = message.figures;
        else this.#endMisused('said a farewell that nobody asked for');
        return;
      case 'prepared':
      case 'ready':
      case 'refused':
        if (!this.#mayStart(message.type)) this.#endMisused('started twice');
        else this.#onMessage(message);
        this.#start = message.type;
        return;
    }
  }

  #mayStart(next: StartMessage['type']): boolean {
    switch (this.#start) {
      case 'begun':
        return next !== 'prepared' || this.#replaces;
      case 'prepared':
        return next !== 'prepared';
      case 'ready':
        return next === 'refused' && this.#isToldToCommit();
      case 'refused':
        return false;
    }
  }

  #isToldToCommit(): boolean {
    return [...this.#orders.values()].some(({ type }) => type === 'commit');
  }

  #endMisused(what: string): void {
    if (this.#misuse !== undefined) return;
    this.#misuse = what;
    this.#logger.warn({ childPid: this.pid, what }, 'a child misuses its channel; ending it');
    this.kill('SIGKILL');
  }

  #send(
    message: SupervisorMessage,
    socket?: Socket,
    sent: (error: Error | null) => void = () => undefined,
  ): void {
    const { nodeChildProcess } = this.#process;
    if (!nodeChildProcess.connected) {
      sent(new Error('the child is gone'));
      return;
    }
    nodeChildProcess.send(message, socket, { keepOpen: true }, sent);
  }
}

function start({ entry, flags, environment, folder, user }: ChildOptions) {
  return execa(process.execPath, [...flags, entry], {
    env: environment,
    extendEnv: false,
    cwd: folder,
    ...user,
    ipc: true,
    serialization: 'json',
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    cleanup: true,
    forceKillAfterDelay: false,
  });
}
