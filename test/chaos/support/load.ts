import { Agent, request } from 'node:http';

export interface LoadResult {
  answered: number;
  readonly failures: string[];
}

const body = JSON.stringify({ query: '{ getAllGroups { slug } }' });
const expected = '{"data":{"getAllGroups":[]}}';

/** Clients of many kinds that ask without a pause until they are told to stop. */
export class Load {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 500 });
  readonly #result: LoadResult = { answered: 0, failures: [] };
  readonly #running: Promise<void>[] = [];
  #stopping = false;

  constructor(url: string) {
    this.#url = url;
  }

  /** @param clients keep their connections @param newcomers open one for each request @param slow send their body in pieces */
  start({ clients, newcomers, slow }: Readonly<Record<'clients' | 'newcomers' | 'slow', number>>): void {
    for (let index = 0; index < clients; index += 1) this.#loop(() => this.#ask(this.#agent, false));
    for (let index = 0; index < newcomers; index += 1)
      this.#loop(() => this.#ask(new Agent({ keepAlive: false }), false));
    for (let index = 0; index < slow; index += 1) this.#loop(() => this.#ask(this.#agent, true));
  }

  async stop(): Promise<LoadResult> {
    this.#stopping = true;
    await Promise.all(this.#running);
    this.#agent.destroy();
    return this.#result;
  }

  #loop(ask: () => Promise<void>): void {
    const run = async (): Promise<void> => {
      while (!this.#stopping) {
        try {
          await ask();
          this.#result.answered += 1;
        } catch (error) {
          this.#result.failures.push(String(error));
        }
      }
    };
    this.#running.push(run());
  }

  async #ask(agent: Agent, slowly: boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sent = request(this.#url, {
      agent,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'content-length': body.length,
      },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        if (text.trim() === expected) resolve();
        else reject(new Error(`answered ${text}`));
      });
    });
    if (slowly) {
      sent.write(body.slice(0, 10));
      await new Promise((next) => setImmediate(next));
      sent.end(body.slice(10));
    } else sent.end(body);
    await promise;
  }
}
