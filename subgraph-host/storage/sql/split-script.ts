import { StatementBoundary } from './statement-boundary.ts';
import { tokenize } from './tokenizer.ts';

/** One statement of a script. */
export interface ScriptStatement {
  /** Without the semicolon that ended it, and without comments before and after. */
  readonly sql: string;
  /** UTF-16 units from the beginning of the script. */
  readonly start: number;
}

/** Yields the statements of a script; empty ones are left out. */
export function* splitScript(script: string): Generator<ScriptStatement, void, undefined> {
  const boundary = new StatementBoundary();
  let start: number | undefined;
  let end = 0;
  for (const token of tokenize(script)) {
    if (boundary.ends(token)) {
      if (start !== undefined) yield { sql: script.slice(start, end), start };
      start = undefined;
      continue;
    }
    start ??= token.start;
    end = token.end;
  }
  if (start !== undefined) yield { sql: script.slice(start, end), start };
}
