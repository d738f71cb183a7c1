import type { SqlToken } from './tokenizer.ts';

/** `EXPLAIN QUERY PLAN CREATE TEMP TRIGGER` is the longest beginning that tells a trigger. */
const longestBeginning = 6;
const triggerBeginning = /^(?:EXPLAIN (?:QUERY PLAN )?)?CREATE (?:TEMP |TEMPORARY )?TRIGGER$/;

/**
 * Tells where a statement ends: at a semicolon, but those in a trigger's body belong to it. The body ends with an END
 * right after a semicolon: anywhere else END is a name, or closes a CASE.
 * @see https://sqlite.org/c3ref/complete.html
 */
export class StatementBoundary {
  #beginning: string[] = [];
  #isTrigger = false;
  #last = '';
  #beforeLast = '';

  /** Takes the next token. @returns whether it is the semicolon that ends the statement */
  ends(token: SqlToken): boolean {
    const text = token.kind === 'word' || token.kind === 'symbol' ? token.text : '';
    if (text === ';' && (!this.#isTrigger || (this.#last === 'END' && this.#beforeLast === ';'))) {
      this.#beginning = [];
      this.#isTrigger = false;
      this.#last = '';
      this.#beforeLast = '';
      return true;
    }
    if (this.#beginning.length < longestBeginning) {
      this.#beginning.push(text);
      if (triggerBeginning.test(this.#beginning.join(' '))) this.#isTrigger = true;
    }
    this.#beforeLast = this.#last;
    this.#last = text;
    return false;
  }
}
