import type { Generation, Published as Served } from '../../../gateway/generation.ts';

/** Takes generations in place of a data plane, to be waited on. */
export class Published {
  readonly generations: Generation[] = [];
  #next = Promise.withResolvers<Generation>();

  readonly publish = (generation: Generation): Promise<Served> => {
    this.generations.push(generation);
    const { resolve } = this.#next;
    this.#next = Promise.withResolvers();
    resolve(generation);
    return Promise.resolve({ olderRetired: Promise.resolve() });
  };

  /** The next one from now on. */
  next(): Promise<Generation> {
    return this.#next.promise;
  }

  /** Names of the subgraphs of each generation. */
  get subgraphs(): readonly (readonly string[])[] {
    return this.generations.map(({ endpoints }) => [...endpoints.keys()]);
  }
}
