import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A subgraph somewhere else, which only tells its SDL. */
export class RemoteSubgraph implements AsyncDisposable {
  sdl: string;
  readonly headers: IncomingHttpHeaders[] = [];
  #asked = Promise.withResolvers<void>();
  readonly #server = createServer((request, response) => {
    this.headers.push(request.headers);
    request.resume();
    response.end(JSON.stringify({ data: { _service: { sdl: this.sdl } } }));
    this.#asked.resolve();
    this.#asked = Promise.withResolvers();
  });

  private constructor(sdl: string) {
    this.sdl = sdl;
  }

  /** @param port the one of a subgraph that has ended, to come back there */
  static async start(sdl: string, port = 0): Promise<RemoteSubgraph> {
    const remote = new RemoteSubgraph(sdl);
    remote.#server.listen(port, '127.0.0.1');
    await once(remote.#server, 'listening');
    return remote;
  }

  /** Resolves when it is asked the next time. */
  asked(): Promise<void> {
    return this.#asked.promise;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/graphql`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
