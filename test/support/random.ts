/** Random choices that a seed repeats. */
export class Random {
  readonly seed: number;
  #state: number;

  /** @param seed that of `FORGE_TEST_SEED`; tests name it when they fail */
  constructor(seed: number = seedOfRun()) {
    this.seed = seed;
    this.#state = seed >>> 0;
  }

  /** From 0 up to 1. */
  next(): number {
    // Mulberry32, by Tommy Ettinger; public domain.
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 up to `below`. */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('there is nothing to pick from');
    return item;
  }

  /** Between `least` and `most` results of `make`. */
  several<Item>(least: number, most: number, make: () => Item): Item[] {
    return Array.from({ length: least + this.below(most - least + 1) }, make);
  }
}

/** The same for every run, so that a change is tested and not luck; `random` takes another, as `npm run test:random` does. */
function seedOfRun(): number {
  const given = process.env['FORGE_TEST_SEED'] ?? '1';
  return given === 'random' ? Date.now() % 1_000_000_007 : Number(given);
}
