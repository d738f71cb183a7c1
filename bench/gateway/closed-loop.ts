import { Agent, request } from 'node:http';

export interface LoadResult {
  /** Right answers for each second. */
  readonly perSecond: number;
  /** What was answered instead of the right thing. */
  readonly failures: readonly string[];
}

/** Clients that each keep a connection and ask the same again as soon as they are answered. */
export class ClosedLoop implements Disposable {
  readonly #url: string;
  readonly #body: string;
  readonly #expected: string;
  readonly #clients: number;
  readonly #agent: Agent;

  /** @param expected the right answer's text */
  constructor(url: string, query: string, expected: string, clients: number) {
    this.#url = url;
    this.#body = JSON.stringify({ query });
    this.#expected = expected;
    this.#clients = clients;
    this.#agent = new Agent({ keepAlive: true, maxSockets: clients });
  }

  /** Asks for so long; every request that has begun is waited for. */
  async run(milliseconds: number): Promise<LoadResult> {
    const failures: string[] = [];
    let answered = 0;
    const start = performance.now();
    const client = async (): Promise<void> => {
      while (performance.now() - start < milliseconds) {
        const answer = await this.#ask().catch(String);
        if (answer === this.#expected) answered += 1;
        else failures.push(answer.slice(0, 300));
      }
    };
    await Promise.all(Array.from({ length: this.#clients }, client));
    return { perSecond: (answered * 1_000) / (performance.now() - start), failures };
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  #ask(): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const sent = request(this.#url, { agent: this.#agent, method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => resolve(text.trim()));
    });
    sent.on('error', reject);
    sent.end(this.#body);
    return promise;
  }
}
