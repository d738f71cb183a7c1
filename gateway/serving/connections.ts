import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { stopReading } from '../idle-socket.ts';

/** Gives a connection to another process; settles when that has taken it. */
export type HandOver = (socket: Socket) => Promise<void>;

interface Connection {
  running: number;
  /** `socket.bytesRead` when the last request ended: more means that the next one is on its way. */
  bytesRead: number;
}

type Ending =
  /** Serving. */
  | { readonly kind: 'none' }
  /** Idle connections are closed. */
  | { readonly kind: 'drain' }
  /** Idle connections are given away. */
  | { readonly kind: 'retire'; readonly handOver: HandOver };

/** One handle crosses to another process at a time; a second one waits so that none has to wait for orders. */
const handOversAtOnce = 2;

/** The connections of an HTTP server, from its side: which are idle, and how they end. */
export class Connections {
  readonly #http: Server;
  readonly #open = new Map<Socket, Connection>();
  readonly #idle = new Set<Socket>();
  #ending: Ending = { kind: 'none' };
  #handingOver = 0;
  #onGone: () => void = () => undefined;

  constructor(http: Server) {
    this.#http = http;
    http.on('connection', (socket: Socket) => this.#note(socket));
  }

  /**
   * Takes over an idle connection from another process, also while this one ends. http gets it with its next request:
   * to http it is new, and the head of its first request would be overdue long before it was idle for too long.
   */
  adopt(socket: Socket): void {
    this.#note(socket);
    const giveUp = (): void => void socket.destroy();
    socket.setTimeout(this.#http.keepAliveTimeout, giveUp);
    socket.on('error', () => undefined);
    socket.once('data', (begin: Buffer) => {
      socket.setTimeout(0).off('timeout', giveUp).pause().unshift(begin);
      this.#http.emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
    // It was on its way here when this process was told to end.
    if (this.#ending.kind !== 'none') this.#end(socket);
  }

  /** To be called when a request begins. */
  began(socket: Socket, response: ServerResponse): void {
    const connection = this.#open.get(socket);
    if (connection === undefined) return;
    connection.running += 1;
    if (this.#ending.kind === 'drain') response.setHeader('connection', 'close');
    response.once('close', () => {
      connection.running -= 1;
      if (connection.running > 0) return;
      connection.bytesRead = socket.bytesRead;
      if (this.#ending.kind !== 'none') this.#end(socket);
    });
  }

  /**
   * Accepts nothing more, lets running requests finish and closes what is idle.
   * @returns how many connections were still busy after `graceMs`, and were cut
   */
  drain(graceMs: number): Promise<number> {
    return this.#finish({ kind: 'drain' }, graceMs);
  }

  /**
   * Accepts nothing more and gives every connection away as soon as it is idle.
   * @returns how many connections were left after `graceMs`, and were cut
   */
  retire(handOver: HandOver, graceMs: number): Promise<number> {
    return this.#finish({ kind: 'retire', handOver }, graceMs);
  }

  async #finish(ending: Ending, graceMs: number): Promise<number> {
    this.#ending = ending;
    // http's own close() would end idle connections at once.
    if (this.#http.listening) NetServer.prototype.close.call(this.#http);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onGone = resolve;
    const timer = setTimeout(resolve, graceMs);
    for (const socket of this.#open.keys()) this.#end(socket);
    this.#checkGone();
    await promise;
    clearTimeout(timer);
    const cut = this.#open.size;
    for (const socket of this.#open.keys()) socket.destroy();
    return cut;
  }

  #end(socket: Socket): void {
    if (!this.#isIdle(socket)) return;
    if (this.#ending.kind === 'drain') {
      socket.end();
      return;
    }
    this.#idle.add(socket);
    this.#pump();
  }

  /** A connection may have become busy while it waited for its turn; then its next response ends it. */
  #pump(): void {
    if (this.#ending.kind !== 'retire') return;
    for (const socket of this.#idle) {
      if (this.#handingOver === handOversAtOnce) return;
      this.#idle.delete(socket);
      if (this.#isIdle(socket)) void this.#giveAway(socket, this.#ending.handOver);
    }
  }

  async #giveAway(socket: Socket, handOver: HandOver): Promise<void> {
    this.#handingOver += 1;
    stopReading(socket);
    try {
      await handOver(socket);
    } finally {
      this.#handingOver -= 1;
      this.#forget(socket);
      this.#pump();
    }
  }

  #isIdle(socket: Socket): boolean {
    const connection = this.#open.get(socket);
    return (
      connection?.running === 0 &&
      !socket.destroyed &&
      socket.writableLength === 0 &&
      socket.bytesRead === connection.bytesRead
    );
  }

  #note(socket: Socket): void {
    if (this.#open.has(socket)) return;
    this.#open.set(socket, { running: 0, bytesRead: socket.bytesRead });
    socket.once('close', () => this.#forget(socket));
  }

  #forget(socket: Socket): void {
    this.#open.delete(socket);
    this.#idle.delete(socket);
    this.#checkGone();
  }

  #checkGone(): void {
    if (this.#ending.kind !== 'none' && this.#open.size === 0) this.#onGone();
  }
}
