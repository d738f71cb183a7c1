import type { SqlToken } from './tokenizer.ts';

/** Parameters of a statement in the order of SQLite's indexes; a name without its first character, `undefined` for a plain `?`. */
export type Parameters = readonly (string | undefined)[];

/** SQLite's own limit. */
const maxIndex = 32_766;

/**
 * Numbers parameters as SQLite does: `?` takes the next index, `?7` that one, a name the next one when it is new.
 * @see https://sqlite.org/lang_expr.html#parameters
 */
export class ParameterNumbering {
  readonly #names: (string | undefined)[] = [];
  readonly #texts = new Set<string>();
  readonly #keys = new Set<string>();
  #problem: string | undefined;

  get parameters(): Parameters {
    return this.#names;
  }

  /** What SQLite or its binding would refuse, as a sentence. */
  get problem(): string | undefined {
    return this.#problem;
  }

  add({ text }: SqlToken): void {
    if (text !== '?') {
      if (this.#texts.has(text)) return;
      this.#texts.add(text);
    }
    const isNumbered = text.length > 1 && text.startsWith('?');
    const index = isNumbered ? Number(text.slice(1)) - 1 : this.#names.length;
    if (index < 0 || index >= maxIndex) {
      this.#problem ??= `A parameter has a number from ?1 to ?${maxIndex}.`;
      return;
    }
    while (this.#names.length <= index) this.#names.push(undefined);
    if (text !== '?' && this.#names[index] === undefined) this.#name(index, text.slice(1));
  }

  #name(index: number, key: string): void {
    if (this.#keys.has(key))
      this.#problem ??= `Two parameters are called ${key}; give one of them another name.`;
    this.#keys.add(key);
    this.#names[index] = key;
  }
}
