import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly CodedError[];
}

export interface CodedError {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly extension?: string };
}

/** How a request travels. */
export interface Way {
  /** `new`: a connection for it alone. */
  readonly connection?: 'kept' | 'new';
  /** `slow`: in pieces, over a second. */
  readonly body?: 'whole' | 'slow';
}

/** Nobody waits longer; milliseconds. */
const patienceMs = 30_000;
const pieces = 10;
const pieceEveryMs = 100;

/** Clients of one address. */
export class Clients implements Disposable {
  readonly #url: string;
  readonly #kept = new Agent({ keepAlive: true, maxSockets: 256 });

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws Error when there is no answer, or none that is JSON */
  async ask(query: string, { connection = 'kept', body = 'whole' }: Way = {}): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const text = JSON.stringify({ query });
    const sent = request(this.#url, {
      agent: connection === 'kept' ? this.#kept : false,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'content-length': Buffer.byteLength(text),
      },
    });
    promise.catch(() => undefined);
    sent.setTimeout(patienceMs, () => sent.destroy(new Error(`no answer within ${patienceMs} ms`)));
    sent.on('error', reject);
    sent.on('response', (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        answer += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        try {
          resolve(JSON.parse(answer) as Answer);
        } catch (cause) {
          reject(new Error(`answered ${response.statusCode} ${answer.slice(0, 200)}`, { cause }));
        }
      });
    });
    if (body === 'slow') {
      const length = Math.ceil(text.length / pieces);
      for (let at = 0; at < text.length && !sent.destroyed; at += length) {
        sent.write(text.slice(at, at + length));
        await pause(pieceEveryMs);
      }
      sent.end();
    } else sent.end(text);
    return promise;
  }

  [Symbol.dispose](): void {
    this.#kept.destroy();
  }
}

/** @returns the data. @throws Error unless it is there and there are no errors */
export function right({ data, errors }: Answer): Readonly<Record<string, unknown>> {
  if (errors !== undefined || data === undefined || data === null)
    throw new Error(`answered ${JSON.stringify({ data, errors })}`);
  return data;
}
