import type { ServerResponse } from 'node:http';

/**
 * What is wrong with the sources, for the pages that are open.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export class PageProblems {
  readonly #followers = new Set<ServerResponse>();
  #text: string | null = null;

  /** @param text `null`: nothing is wrong */
  set(text: string | null): void {
    if (text === this.#text) return;
    this.#text = text;
    for (const response of this.#followers) response.write(this.#event());
  }

  /** Sends what is wrong now, and every change from now on. */
  follow(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(this.#event());
    this.#followers.add(response);
    response.once('close', () => this.#followers.delete(response));
  }

  /** Ends the streams, which would never end by themselves. */
  close(): void {
    for (const response of this.#followers) response.end();
  }

  #event(): string {
    return `data: ${JSON.stringify(this.#text)}\n\n`;
  }
}
