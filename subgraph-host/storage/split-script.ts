import { tokenize, type SqlToken } from './sql-tokenizer.ts';

/** Splits a script into its statements; a trigger's body stays in one piece. */
export function splitScript(script: string): readonly string[] {
  const statements: string[] = [];
  let begin: number | undefined;
  let end = 0;
  let depth = 0;
  let words: SqlToken[] = [];
  for (const token of tokenize(script)) {
    if (token.kind === 'symbol' && token.text === ';' && depth === 0) {
      if (begin !== undefined) statements.push(script.slice(begin, end));
      begin = undefined;
      words = [];
      continue;
    }
    begin ??= token.start;
    end = token.end;
    if (token.kind !== 'word') continue;
    if (words.length < 8) words.push(token);
    const inTrigger = words[0]?.text === 'CREATE' && words.slice(1, 4).some(({ text }) => text === 'TRIGGER');
    if (inTrigger && (token.text === 'BEGIN' || token.text === 'CASE')) depth += 1;
    else if (depth > 0 && token.text === 'END') depth -= 1;
  }
  if (begin !== undefined) statements.push(script.slice(begin, end));
  return statements;
}
