import { Agent, request } from 'node:http';

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: unknown;
}

export interface ForgeLoadResult {
  answered: number;
  /** Requests that failed, and answers that are wrong. */
  readonly failures: string[];
  /** Texts of notes whose mutation was answered. */
  readonly acknowledged: string[];
}

/** Clients that read and write notes without a pause; every answer is checked. */
export class ForgeLoad {
  readonly #url: string;
  readonly #kept = new Agent({ keepAlive: true });
  readonly #result: ForgeLoadResult = { answered: 0, failures: [], acknowledged: [] };
  readonly #running: Promise<void>[] = [];
  #stopping = false;
  #written = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** @param readers and @param writers keep their connections; @param newcomers open one for each request */
  start({
    readers,
    writers,
    newcomers,
  }: Readonly<Record<'readers' | 'writers' | 'newcomers', number>>): void {
    for (let index = 0; index < readers; index += 1) this.#loop(() => this.#read(this.#kept));
    for (let index = 0; index < newcomers; index += 1)
      this.#loop(() => this.#read(new Agent({ keepAlive: false })));
    for (let index = 0; index < writers; index += 1) this.#loop(() => this.#write());
  }

  async stop(): Promise<ForgeLoadResult> {
    this.#stopping = true;
    await Promise.all(this.#running);
    this.#kept.destroy();
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

  async #read(agent: Agent): Promise<void> {
    const { data, errors } = await this.#post(agent, '{ version getAllGroups { slug } }');
    const { version, getAllGroups } = data ?? {};
    const isRight = typeof version === 'string' && /^\d{4}$/.test(version) && Array.isArray(getAllGroups);
    if (errors !== undefined || !isRight) throw new Error(`answered ${JSON.stringify({ data, errors })}`);
  }

  async #write(): Promise<void> {
    this.#written += 1;
    const text = `note ${this.#written}`;
    const { data, errors } = await this.#post(this.#kept, `mutation { addNote(text: "${text}") }`);
    if (errors !== undefined || data?.['addNote'] !== text) {
      throw new Error(`answered ${JSON.stringify({ data, errors })}`);
    }
    this.#result.acknowledged.push(text);
  }

  async #post(agent: Agent, query: string): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const body = JSON.stringify({ query });
    const sent = request(this.#url, {
      agent,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
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
        try {
          resolve(JSON.parse(text) as Answer);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
    sent.end(body);
    return promise;
  }
}
