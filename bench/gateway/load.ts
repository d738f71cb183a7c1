import { Client } from 'undici';

const connections = 16;

/** Sends an operation again and again over 16 connections, each of which waits for its answer. */
export class Load implements AsyncDisposable {
  readonly #clients: readonly Client[];
  readonly #path: string;

  constructor(url: string) {
    const { origin, pathname } = new URL(url);
    this.#path = pathname;
    this.#clients = Array.from({ length: connections }, () => new Client(origin));
  }

  /** @returns the body of one answer @throws when it isn't a success */
  async ask(query: string): Promise<string> {
    const [client] = this.#clients;
    if (client === undefined) throw new Error('there is no connection');
    return this.#send(client, JSON.stringify({ query }));
  }

  /** @param expected without white space at its end @throws when an answer isn't that */
  async run(query: string, requests: number, expected: string): Promise<void> {
    const body = JSON.stringify({ query });
    let left = requests;
    await Promise.all(
      this.#clients.map(async (client) => {
        while (left > 0) {
          left -= 1;
          const answer = await this.#send(client, body);
          if (answer.trimEnd() !== expected) {
            throw new Error(`a wrong answer: ${answer.slice(0, 200)}`);
          }
        }
      }),
    );
  }

  async #send(client: Client, body: string): Promise<string> {
    const { statusCode, body: answer } = await client.request({
      method: 'POST',
      path: this.#path,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body,
    });
    const text = await answer.text();
    if (statusCode !== 200) throw new Error(`HTTP ${statusCode}: ${text.slice(0, 200)}`);
    return text;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.destroy()));
  }
}
