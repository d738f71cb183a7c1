import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';

/** Hands a connection to the child; resolves when the child has acknowledged it, rejects when it never will. */
export type PassConnection = (socket: Socket) => Promise<void>;

/** Connections that wait for a child at most. */
const maxWaiting = 512;

/**
 * The Unix socket of one subgraph. A jailed child may not listen, so connections are accepted here and passed
 * on; while no child is ready they wait, and one that a dying child did not acknowledge goes to the next.
 */
export class ConnectionRelay {
  readonly path: string;
  readonly #server: Server;
  readonly #waiting: Socket[] = [];
  #pass: PassConnection | undefined;
  #passing = false;
  #closed = false;

  static async listen(path: string): Promise<ConnectionRelay> {
    const server = createServer({ pauseOnConnect: true });
    server.listen(path);
    await once(server, 'listening');
    return new ConnectionRelay(path, server);
  }

  private constructor(path: string, server: Server) {
    this.path = path;
    this.#server = server;
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      if (this.#closed || this.#waiting.length >= maxWaiting) {
        socket.destroy();
        return;
      }
      this.#waiting.push(socket);
      void this.#pump();
    });
  }

  /** A child takes connections from now on. */
  attach(pass: PassConnection): void {
    this.#pass = pass;
    void this.#pump();
  }

  /** No child takes connections: they wait. */
  detach(): void {
    this.#pass = undefined;
  }

  /** Clients are refused from now on, those that wait as well. */
  close(): void {
    this.#closed = true;
    this.#pass = undefined;
    this.#server.close();
    for (const socket of this.#waiting.splice(0)) socket.destroy();
    rmSync(this.path, { force: true });
  }

  /** Node passes one handle at a time: the next goes when the child has acknowledged the last. */
  async #pump(): Promise<void> {
    if (this.#passing) return;
    this.#passing = true;
    for (let pass = this.#pass; pass !== undefined; pass = this.#pass) {
      const socket = this.#waiting.shift();
      if (socket === undefined) break;
      if (socket.destroyed) continue;
      try {
        await pass(socket);
        // The child has a copy of its own; ending this one says nothing to the client.
        socket.destroy();
      } catch {
        if (this.#isClosed()) socket.destroy();
        else this.#waiting.unshift(socket);
        if (this.#pass === pass) this.#pass = undefined;
      }
    }
    this.#passing = false;
  }

  #isClosed(): boolean {
    return this.#closed;
  }
}
