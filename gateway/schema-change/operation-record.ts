import { LRUCache } from 'lru-cache';
import type { UsedOperation } from '../used-operation.ts';

const maxOperations = 2_000;
/** A week: what runs every Monday counts. */
const recentMs = 7 * 24 * 60 * 60 * 1_000;

interface Recorded {
  readonly name: string;
  readonly coordinates: ReadonlySet<string>;
}

/** The operations that clients have sent within a week, as far as this run of the gateway has seen them. */
export class OperationRecord {
  readonly #recent = new LRUCache<string, Recorded>({ max: maxOperations, ttl: recentMs });

  note({ name, coordinates }: UsedOperation): void {
    const key = `${name} ${coordinates.join(' ')}`;
    this.#recent.set(key, this.#recent.get(key) ?? { name, coordinates: new Set(coordinates) });
  }

  /** @returns the names of those that use one of the coordinates */
  users(coordinates: readonly string[]): readonly string[] {
    const names = [...this.#recent.values()]
      .filter((operation) => coordinates.some((coordinate) => operation.coordinates.has(coordinate)))
      .map(({ name }) => name);
    return [...new Set(names)];
  }
}
