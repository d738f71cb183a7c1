import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { LogOutput } from '@forgepoint/common/logging.ts';
import type { Readiness } from '../generation.ts';
import { stopReading } from '../idle-socket.ts';
import { endOf } from '../supervisor/process-end.ts';
import type { UsedOperation } from '../used-operation.ts';
import type { FromServing, ServingSettings, ToServing, WireGeneration } from '../serving-messages.ts';

export interface ServingProcessOptions {
  readonly settings: Omit<ServingSettings, 'listenFd'>;
  /** Descriptor of the bound socket in this process. */
  readonly listenFd: number;
  readonly readiness: () => Readiness;
  readonly onUsed: (operation: UsedOperation) => void;
  /** Gets what it logs, line by line. */
  readonly output: LogOutput;
  /** A client's connection that this process, which retires, gives away; settles when another has taken it. */
  readonly onConnection: (socket: Socket) => Promise<void>;
}

const entry = fileURLToPath(new URL('../serving/bin.js', import.meta.url));
/**
 * Where the bound socket stands in the process. It can't be one of the first three: libuv makes those blocking in every
 * child, and with them the socket for all that share it, so that a process which loses a race for a client waits in
 * `accept` for ever, deaf to its orders.
 */
const inheritedFd = 3;
/** How much longer than its grace a process gets before it is killed; milliseconds. */
const killAfterGraceMs = 2_000;

/** One process that serves clients. */
export class ServingProcess {
  readonly pid: number;
  /** Settles when its code is loaded, rejects when it ends before. */
  readonly booted: Promise<void>;
  /** Settles when the process has ended; never rejects. */
  readonly ended: Promise<void>;
  readonly #options: ServingProcessOptions;
  readonly #process: ReturnType<typeof start>;
  readonly #boot = Promise.withResolvers<void>();
  readonly #taken = new Map<number, PromiseWithResolvers<void>>();
  #load: PromiseWithResolvers<void> | undefined;
  #accept: PromiseWithResolvers<void> | undefined;
  #lastId = 0;
  #hasEnded = false;

  constructor(options: ServingProcessOptions) {
    this.#options = options;
    this.#process = start(options.listenFd);
    const { nodeChildProcess } = this.#process;
    this.pid = nodeChildProcess.pid ?? 0;
    this.booted = this.#boot.promise;
    this.booted.catch(() => undefined);
    createInterface({ input: this.#process.stdout }).on('line', (line) => options.output.write(`${line}\n`));
    nodeChildProcess.on('message', (value, handle) => this.#receive(value as FromServing, handle));
    this.ended = endOf(this.#process).then(() => this.#failAll());
    this.#tell({ type: 'boot', settings: { ...options.settings, listenFd: inheritedFd } });
  }

  /** @throws ForgeError COMPOSITION_FAILED when it cannot be loaded, GATEWAY_WORKER_ENDED when the process ended */
  load(generation: WireGeneration): Promise<void> {
    this.#load = this.#expect();
    this.#tell({ type: 'load', generation });
    return this.#load.promise;
  }

  /** Resolves when the process accepts clients. @throws ForgeError GATEWAY_WORKER_ENDED when it has ended */
  accept(): Promise<void> {
    this.#accept = this.#expect();
    this.#tell({ type: 'accept' });
    return this.#accept.promise;
  }

  /** Resolves when the process has the connection, of which the caller's copy stays open; rejects when it ended before. */
  take(socket: Socket): Promise<void> {
    this.#lastId += 1;
    const taken = this.#expect();
    this.#taken.set(this.#lastId, taken);
    this.#tell({ type: 'connection', id: this.#lastId }, socket);
    return taken.promise;
  }

  /** Resolves when its clients are elsewhere, or its grace is over, and it has ended. */
  retire(graceMs: number): Promise<void> {
    return this.#end({ type: 'retire', graceMs });
  }

  /** Resolves when what runs is finished, or its grace is over, and it has ended. */
  drain(graceMs: number): Promise<void> {
    return this.#end({ type: 'drain', graceMs });
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  async #end(order: ToServing & { readonly graceMs: number }): Promise<void> {
    this.#tell(order);
    const timer = setTimeout(() => this.kill(), order.graceMs + killAfterGraceMs);
    await this.ended;
    clearTimeout(timer);
  }

  #receive(message: FromServing, handle: unknown): void {
    switch (message.type) {
      case 'booted':
        this.#boot.resolve();
        return;
      case 'loaded':
        this.#load?.resolve();
        return;
      case 'load-failed':
        this.#load?.reject(ForgeError.fromWire(message.error));
        return;
      case 'accepting':
        this.#accept?.resolve();
        return;
      case 'connection':
        void this.#passOn(message.id, handle);
        return;
      case 'connection-taken':
        this.#taken.get(message.id)?.resolve();
        this.#taken.delete(message.id);
        return;
      case 'used':
        this.#options.onUsed(message.operation);
        return;
      case 'readiness':
        this.#tell({ type: 'readiness', id: message.id, readiness: this.#options.readiness() });
    }
  }

  async #passOn(id: number, socket: unknown): Promise<void> {
    // A client that left at that moment has no connection any more.
    if (socket instanceof Socket) {
      stopReading(socket);
      socket.on('error', () => undefined);
      await this.#options.onConnection(socket);
    }
    this.#tell({ type: 'connection-taken', id });
  }

  #tell(message: ToServing, socket?: Socket): void {
    const { nodeChildProcess } = this.#process;
    // This process keeps its copy of the socket: the child may end before it has read the message.
    if (nodeChildProcess.connected)
      nodeChildProcess.send(message, socket, { keepOpen: true }, () => undefined);
  }

  /** What waits for an answer; there is none from a process that has ended. */
  #expect(): PromiseWithResolvers<void> {
    const answer = Promise.withResolvers<void>();
    if (this.#hasEnded) answer.reject(hasEnded());
    return answer;
  }

  #failAll(): void {
    this.#hasEnded = true;
    const error = hasEnded();
    for (const { reject } of this.#taken.values()) reject(error);
    this.#taken.clear();
    this.#boot.reject(error);
    this.#load?.reject(error);
    this.#accept?.reject(error);
  }
}

function hasEnded(): ForgeError {
  return new ForgeError('GATEWAY_WORKER_ENDED', 'A process that serves clients has ended.');
}

function start(listenFd: number) {
  return execa(process.execPath, [entry], {
    env: { NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true', ...forNode() },
    extendEnv: false,
    ipc: true,
    // execa passes any descriptor on; its types name those up to 9.
    stdio: ['ignore', 'pipe', 'inherit', listenFd as 3],
    serialization: 'json',
    buffer: false,
    reject: false,
    cleanup: true,
    forceKillAfterDelay: false,
  });
}

/** What the operator tells Node itself, such as the size of its heap. */
function forNode(): Readonly<Record<string, string>> {
  const options = process.env['NODE_OPTIONS'];
  return options === undefined ? {} : { NODE_OPTIONS: options };
}
