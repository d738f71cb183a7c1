import type { Socket } from 'node:net';
import { execa } from 'execa';
import type { Logger } from '@forgepoint/common/logging.ts';
import type {
  CoreBoot,
  HostBoot,
  SubgraphMessage,
  SupervisorMessage,
} from '@forgepoint/common/process/messages.ts';
import { readChildChannel } from './child-channel.ts';
import { maxMessageBytes, parseChildMessage } from './child-messages.ts';
import type { HostUser } from './host-users.ts';
import { endOf, type ProcessEnd } from './process-end.ts';
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

type StartMessage = SubgraphMessage & { type: 'ready' | 'refused' };

/** One run of a subgraph's process. */
export class Child {
  readonly pid: number;
  /** Settles when the process has ended; never rejects. */
  readonly ended: Promise<ProcessEnd>;
  readonly #process: ReturnType<typeof start>;
  readonly #acknowledged = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  readonly #pings = new Map<number, () => void>();
  readonly #onMessage: (message: StartMessage) => void;
  readonly #logger: Logger;
  #lastId = 0;
  #hasStarted = false;
  #misuse: string | undefined;

  /** @param onMessage called at most once */
  constructor(options: ChildOptions, onMessage: (message: StartMessage) => void) {
    this.#onMessage = onMessage;
    this.#logger = options.logger;
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

  /** Resolves when the child has answered. */
  ping(): Promise<void> {
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#pings.set(id, resolve);
    this.#send({ type: 'ping', id });
    return promise;
  }

  stop(graceMs: number): void {
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
      case 'pong': {
        const answered = this.#pings.get(message.id);
        if (!this.#pings.delete(message.id)) this.#endMisused('answered what it was not asked');
        answered?.();
        return;
      }
      case 'ready':
      case 'refused':
        if (this.#hasStarted) this.#endMisused('started twice');
        else this.#onMessage(message);
        this.#hasStarted = true;
        return;
    }
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
