import { ParameterNumbering, type Parameters } from './parameters.ts';
import { refusedCall, reservedName } from './reserved-names.ts';
import { StatementBoundary } from './statement-boundary.ts';
import { tokenize, type SqlToken } from './tokenizer.ts';

/** What one pass over a statement finds; it keeps no more of it than that. */
export interface StatementOutline {
  /** EXPLAIN or EXPLAIN QUERY PLAN stood before it. */
  readonly isExplained: boolean;
  /** Its first tokens, at most {@link maxKept}. */
  readonly head: readonly SqlToken[];
  /** Number of its tokens. */
  readonly length: number;
  /** Its first word; after WITH and its common table expressions the one that follows them. */
  readonly verb: string;
  /** The tokens after the verb, at most {@link maxKept}. */
  readonly afterVerb: readonly SqlToken[];
  /** It has `ON CONFLICT … DO UPDATE`. */
  readonly updatesOnConflict: boolean;
  readonly parameters: Parameters;
}

/** The longest statement that is judged whole: `ROLLBACK TRANSACTION t TO SAVEPOINT s`, and pragmas. */
const maxKept = 12;
const afterCommonTables = new Set(['SELECT', 'VALUES', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE']);

/** @returns the outline, or a sentence when the text is not one statement or names what it must not */
export function outlineOf(sql: string): StatementOutline | string {
  const boundary = new StatementBoundary();
  const builder = new OutlineBuilder();
  let ended = false;
  for (const token of tokenize(sql)) {
    if (boundary.ends(token)) {
      ended = !builder.isEmpty;
      continue;
    }
    if (ended) return 'Give one statement at a time.';
    if (token.kind === 'illegal') return `unrecognized token: "${token.text.slice(0, 40)}"`;
    builder.add(token);
    if (builder.problem !== undefined) return builder.problem;
  }
  return builder.build();
}

class OutlineBuilder {
  readonly #parameters = new ParameterNumbering();
  readonly #head: SqlToken[] = [];
  readonly #afterVerb: SqlToken[] = [];
  #length = 0;
  #isExplained = false;
  #verb = '';
  #depth = 0;
  #updatesOnConflict = false;
  #previous: SqlToken | undefined;
  #problem: string | undefined;

  get isEmpty(): boolean {
    return this.#previous === undefined;
  }

  get problem(): string | undefined {
    return this.#problem ?? this.#parameters.problem;
  }

  add(token: SqlToken): void {
    const previous = this.#previous;
    this.#previous = token;
    this.#problem ??= reservedName(token);
    if (token.kind === 'parameter') this.#parameters.add(token);
    if (this.#belongsToExplain(token, previous)) return;
    this.#length += 1;
    if (this.#head.length < maxKept) this.#head.push(token);
    if (token.kind === 'word') {
      if (token.text === 'UPDATE' && previous?.kind === 'word' && previous.text === 'DO')
        this.#updatesOnConflict = true;
    } else if (token.kind === 'symbol') {
      if (token.text === '(') {
        this.#depth += 1;
        if (previous !== undefined) this.#problem ??= refusedCall(previous);
      } else if (token.text === ')') this.#depth -= 1;
    }
    if (this.#verb !== '') {
      if (this.#afterVerb.length < maxKept) this.#afterVerb.push(token);
    } else if (this.#isVerb(token, previous)) this.#verb = token.text;
  }

  build(): StatementOutline {
    return {
      isExplained: this.#isExplained,
      head: this.#head,
      length: this.#length,
      verb: this.#verb,
      afterVerb: this.#afterVerb,
      updatesOnConflict: this.#updatesOnConflict,
      parameters: this.#parameters.parameters,
    };
  }

  #belongsToExplain(token: SqlToken, previous: SqlToken | undefined): boolean {
    if (token.kind !== 'word' || this.#length > 0) return false;
    if (previous === undefined) {
      this.#isExplained = token.text === 'EXPLAIN';
      return this.#isExplained;
    }
    return (
      this.#isExplained &&
      ((token.text === 'QUERY' && previous.text === 'EXPLAIN') ||
        (token.text === 'PLAN' && previous.text === 'QUERY'))
    );
  }

  #isVerb(token: SqlToken, previous: SqlToken | undefined): boolean {
    if (token.kind !== 'word') return false;
    if (this.#length === 1) return token.text !== 'WITH';
    const [first] = this.#head;
    if (first?.kind !== 'word' || first.text !== 'WITH') return false;
    const followsTable = previous?.kind === 'symbol' && previous.text === ')' && this.#depth === 0;
    return followsTable && afterCommonTables.has(token.text);
  }
}
