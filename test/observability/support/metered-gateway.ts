import { Gateway } from '../../support/gateway.ts';
import type { GraphqlAnswer } from '../../support/graphql-client.ts';
import type { LogLines } from '../../support/log-lines.ts';
import { Operator } from '../../operator/support/operator.ts';
import { Exposition } from './exposition.ts';

/** A gateway, and whoever collects its figures at the operator's address. */
export class MeteredGateway implements AsyncDisposable {
  readonly #gateway: Gateway;
  readonly #operator: Operator;

  /** @param extensions components by extension name */
  static async start(extensions: Readonly<Record<string, string>>): Promise<MeteredGateway> {
    const gateway = await Gateway.start({ extensions, env: { FORGE_BREAKING_CHANGES: 'off' } });
    return new MeteredGateway(gateway, await Operator.of(gateway));
  }

  private constructor(gateway: Gateway, operator: Operator) {
    this.#gateway = gateway;
    this.#operator = operator;
  }

  get url(): string {
    return this.#gateway.url;
  }

  get dir(): string {
    return this.#gateway.dir;
  }

  get log(): LogLines {
    return this.#gateway.program.log;
  }

  query(query: string): Promise<GraphqlAnswer> {
    return this.#gateway.query(query);
  }

  pidOf(subgraph: string): Promise<number> {
    return this.#gateway.pidOf(subgraph);
  }

  /** Its figures as of now. */
  async scrape(): Promise<Exposition> {
    const { text, headers } = await this.#operator.get('/metrics');
    if (headers.get('content-type') !== 'text/plain; version=0.0.4; charset=utf-8')
      throw new Error(`not the format of Prometheus: ${String(headers.get('content-type'))}`);
    return new Exposition(text);
  }

  /** What an operator is shown of the calls of a subgraph. */
  async callsOf(subgraph: string): Promise<Readonly<Record<string, number | null>> | null> {
    const { json } = (await this.#operator.get('/v1/extensions')) as {
      json: { extensions: { name: string; calls: Readonly<Record<string, number | null>> | null }[] };
    };
    return json.extensions.find(({ name }) => name === subgraph)?.calls ?? null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#gateway[Symbol.asyncDispose]();
  }
}
