import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Gateway } from '../../support/gateway.ts';
import { postGraphql, type GraphqlAnswer } from '../../support/graphql-client.ts';
import { exampleIssues, fixture } from '../../support/guests.ts';
import { Databases } from '../reference/databases.ts';
import { Reference, type Operation } from '../reference/reference.ts';
import { seed } from './seed.ts';

/** The two sides that are compared: a gateway with core, `issues` and `wiki`, and the reference over their data. */
export class CorpusGraph implements AsyncDisposable {
  readonly reference: Reference;
  /** Of groups and repositories, by path. */
  readonly ids: ReadonlyMap<string, string>;
  readonly #gateway: Gateway;
  readonly #parts: AsyncDisposableStack;

  static async start(): Promise<CorpusGraph> {
    await using parts = new AsyncDisposableStack();
    const gateway = parts.use(
      await Gateway.start({ extensions: { issues: await exampleIssues(), wiki: await fixture('wiki') } }),
    );
    const ids = await seed(gateway);
    const databases = parts.use(await Databases.copyOf(gateway.dir));
    const supergraph = await readFile(join(gateway.dir, '.forge/state/supergraph.graphql'), 'utf8');
    return new CorpusGraph(gateway, new Reference(supergraph, databases), ids, parts.move());
  }

  private constructor(
    gateway: Gateway,
    reference: Reference,
    ids: ReadonlyMap<string, string>,
    parts: AsyncDisposableStack,
  ) {
    this.#gateway = gateway;
    this.reference = reference;
    this.ids = ids;
    this.#parts = parts;
  }

  /** @returns what a client of the gateway gets */
  async answer({ query, variables, operationName }: Operation): Promise<GraphqlAnswer> {
    return postGraphql(this.#gateway.url, query, variables, {}, operationName);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync();
  }
}
