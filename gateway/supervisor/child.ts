import type { Socket } from 'node:net';
import { execa } from 'execa';
import type { Logger } from '@forgepoint/common/logging.ts';
import type {
  CoreBoot,
  HostBoot,
  SubgraphMessage,
  SupervisorMessage,
} from '@forgepoint/common/process/messages.ts';
import { parseChildMessage } from './child-messages.ts';
import type { HostUser } from './host-users.ts';
import { endOf, type ProcessEnd } from './process-end.ts';
import { relayOutput } from './relay-output.ts';

export interface ChildOptions {
  /** Absolute path of the program's entry. */
  readonly entry: string;
  readonly flags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly boot: HostBoot | CoreBoot;
  /** The user of the operating system that it runs under; `undefined`: that of this process. */
  readonly user: HostUser | undefined;
  readonly logger: Logger;
  /** Stand in every line that the child logs. */
  readonly labels: Readonly<Record<string, string>>;
}

/** How a child's start goes. */
export type StartMessage = SubgraphMessage & { type: 'prepared' | 'ready' | 'refused' };

const maxStrangeMessages = 3;

/** One run of a subgraph's process. */
export class Child {
  readonly pid: number;
  /** Settles when the process has ended; never rejects. */
  readonly ended: Promise<ProcessEnd>;
  readonly #process: ReturnType<typeof start>;
  readonly #acknowledged = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  /** Orders that wait for an answer, by id. */
  readonly #orders = new Map<number, () => void>();
  #lastId = 0;
  #strangeMessages = 0;

  /** @param onMessage how its start goes */
  constructor(options: ChildOptions, onMessage: (message: StartMessage) => void) {
    this.#process = start(options);
    const { nodeChildProcess } = this.#process;
    this.pid = nodeChildProcess.pid ?? 0;
    relayOutput(this.#process.stdout, this.#process.stderr, {
      logger: options.logger,
      labels: { program: options.boot.program, pid: this.pid, ...options.labels },
    });
    nodeChildProcess.on('message', (value) => {
      const message = parseChildMessage(value);
      switch (message?.type) {
        case undefined:
          this.#strangeMessages += 1;
          options.logger.warn('a child sent a message that is none of ours');
          // Nobody but an intruder speaks like that, and it could go on for ever.
          if (this.#strangeMessages === maxStrangeMessages) this.kill('SIGKILL');
          return;
        case 'connection-accepted':
          this.#acknowledged.get(message.id)?.resolve();
          this.#acknowledged.delete(message.id);
          return;
        case 'pong':
        case 'committed':
        case 'writes-held':
          this.#orders.get(message.id)?.();
          this.#orders.delete(message.id);
          return;
        case 'prepared':
        case 'ready':
        case 'refused':
          onMessage(message);
          return;
      }
    });
    this.ended = endOf(this.#process).then((end) => {
      for (const { reject } of this.#acknowledged.values()) reject(new Error('the child has ended'));
      this.#acknowledged.clear();
      return end;
    });
    this.#send({ type: 'boot', boot: options.boot });
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
  order(type: 'ping' | 'commit' | 'hold-writes'): Promise<void> {
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#orders.set(id, resolve);
    this.#send({ type, id });
    return promise;
  }

  tell(type: 'begin' | 'release-writes'): void {
    this.#send({ type });
  }

  stop(graceMs: number): void {
    this.#send({ type: 'stop', graceMs });
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#process.kill(signal);
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

function start({ entry, flags, environment, user }: ChildOptions) {
  return execa(process.execPath, [...flags, entry], {
    env: environment,
    extendEnv: false,
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
