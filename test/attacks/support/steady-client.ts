import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const query = '{ getAllIssues { id title } getAllRepositories { path issues { title } } }';
const betweenMs = 20;

/** A client of the neighbour and the core that asks the same again and again, and takes note of every other answer. */
export class SteadyClient {
  answered = 0;
  /** What was answered instead of the right thing. */
  readonly failures: string[] = [];
  /** Longest wait for one answer since the last look; milliseconds. */
  slowestMs = 0;
  readonly #url: string;
  readonly #expected: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #running: Promise<void>;
  #waiting: (() => void)[] = [];
  #stopping = false;

  /** @param expected the right answer's data */
  constructor(url: string, expected: object) {
    this.#url = url;
    this.#expected = JSON.stringify({ data: expected });
    this.#running = this.#run();
  }

  static readonly query = query;

  /** Resolves after an answer to a question that was asked from now on. */
  async nextAnswer(): Promise<void> {
    for (let answers = 0; answers < 2; answers += 1) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running;
    this.#agent.destroy();
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const asked = performance.now();
      try {
        const answer = await this.#ask();
        if (answer.trim() !== this.#expected) this.failures.push(answer.slice(0, 500));
      } catch (error) {
        this.failures.push(String(error));
      }
      this.answered += 1;
      this.slowestMs = Math.max(this.slowestMs, performance.now() - asked);
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) resolve();
      await pause(betweenMs);
    }
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
      response.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.end(JSON.stringify({ query }));
    return promise;
  }
}
