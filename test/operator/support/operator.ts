import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gateway } from '../../support/gateway.ts';
import { Contract } from './contract.ts';

export interface OperatorAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** `undefined`: the answer is no JSON. */
  // oxlint-disable-next-line typescript/no-explicit-any -- every answer is held to its description
  readonly json: any;
}

/** Asks a gateway as an operator's program does, and holds every answer to the description that is served. */
export class Operator {
  readonly url: string;
  readonly token: string;
  #contract: Contract | undefined;

  static async of(gateway: Gateway): Promise<Operator> {
    const operator = new Operator(gateway);
    const { json } = await operator.get('/openapi.json');
    operator.#contract = new Contract(json);
    return operator;
  }

  private constructor(gateway: Gateway) {
    const state = join(gateway.dir, '.forge/state');
    const place = JSON.parse(readFileSync(join(state, 'operator.json'), 'utf8')) as { url: string };
    this.url = place.url;
    this.token = readFileSync(join(state, 'operator-token'), 'utf8');
  }

  get contract(): Contract {
    if (this.#contract === undefined) throw new Error('the description was not read yet');
    return this.#contract;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<OperatorAnswer> {
    return this.ask(path, { headers });
  }

  post(path: string, body?: unknown): Promise<OperatorAnswer> {
    if (body === undefined) return this.ask(path, { method: 'POST' });
    const headers = { 'content-type': 'application/json' };
    return this.ask(path, { method: 'POST', body: JSON.stringify(body), headers });
  }

  /** Orders something about an extension. */
  order(name: string, verb: string): Promise<OperatorAnswer> {
    return this.post(`/v1/extensions/${name}/${verb}`);
  }

  async ask(path: string, { headers, ...init }: RequestInit): Promise<OperatorAnswer> {
    const url = new URL(path, this.url);
    const response = await fetch(url, {
      ...init,
      headers: { authorization: `Bearer ${this.token}`, ...(headers as Record<string, string>) },
    });
    const text = await response.text();
    const contentType = response.headers.get('content-type') ?? '';
    const json: unknown = contentType.startsWith('application/json') ? JSON.parse(text) : undefined;
    const { status } = response;
    this.#contract?.check({
      method: init.method ?? 'GET',
      path: url.pathname,
      status,
      contentType,
      body: json,
    });
    return { status, headers: response.headers, text, json };
  }
}
