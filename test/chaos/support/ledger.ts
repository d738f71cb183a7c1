import assert from 'node:assert/strict';
import type { Answer } from './clients.ts';

/** Writes under unique texts, and what was said of each. */
export class Ledger {
  /** Whose mutation was answered without an error. */
  readonly acknowledged: string[] = [];
  /** Of which it was said that nobody knows, or nothing at all. */
  readonly unknown: string[] = [];
  /** Of which it was said that nothing is stored; with the codes. */
  readonly refused: string[] = [];
  readonly codes: Record<string, number> = {};
  readonly #prefix: string;
  #count = 0;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /**
   * Sends one write and notes what became of it; errors that have a code are answers too.
   * @throws Error when there is no answer, or an error without a code
   */
  async write(send: (text: string) => Promise<Answer>): Promise<void> {
    this.#count += 1;
    const text = `${this.#prefix} ${this.#count}`;
    let answer: Answer;
    try {
      answer = await send(text);
    } catch (error) {
      this.unknown.push(text);
      throw error;
    }
    if (answer.errors === undefined) {
      this.acknowledged.push(text);
      return;
    }
    const code = answer.errors[0]?.extensions?.code;
    if (code === undefined) throw new Error(`answered ${JSON.stringify(answer)}`);
    this.codes[code] = (this.codes[code] ?? 0) + 1;
    if (code === 'MUTATION_FATE_UNKNOWN') this.unknown.push(text);
    else this.refused.push(text);
  }

  /** @throws AssertionError unless all that was acknowledged is stored, once, and nothing that was refused */
  assertKept(stored: readonly string[]): void {
    const own = stored.filter((text) => text.startsWith(`${this.#prefix} `));
    const kept = new Set(own);
    assert.equal(kept.size, own.length, 'something is stored twice');
    assert.deepEqual(
      this.acknowledged.filter((text) => !kept.has(text)),
      [],
      'acknowledged writes are lost',
    );
    assert.deepEqual(
      this.refused.filter((text) => kept.has(text)),
      [],
      'writes are stored of which it was said that they are not',
    );
    const known = new Set([...this.acknowledged, ...this.unknown]);
    assert.deepEqual(
      own.filter((text) => !known.has(text)),
      [],
      'something is stored that nobody wrote',
    );
  }
}
