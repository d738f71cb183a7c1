import { pragmas, type PragmaRule } from './policy.ts';
import { upperCase, type SqlToken } from './tokenizer.ts';

export type PragmaVerdict =
  | { readonly kind: 'permitted' }
  /** `PRAGMA foreign_keys = …` */
  | { readonly kind: 'foreign-keys'; readonly on: boolean }
  | { readonly kind: 'refused'; readonly reason: string };

const permitted: PragmaVerdict = { kind: 'permitted' };
const truths = new Set(['ON', 'YES', 'TRUE', '1']);
const untruths = new Set(['OFF', 'NO', 'FALSE', '0']);

/**
 * Judges `PRAGMA [schema.]name`, `… = value` and `…(value)`: the only three forms that SQLite has.
 * @param tokens the whole statement
 * @see https://sqlite.org/pragma.html#syntax
 */
export function judgePragma(tokens: readonly SqlToken[]): PragmaVerdict {
  const isQualified = tokens[2]?.text === '.' && tokens[2].kind === 'symbol';
  const [name, ...rest] = tokens.slice(isQualified ? 3 : 1);
  if (name === undefined || !isName(name)) return refused('A pragma has a name.');
  const called = upperCase(name.text).toLowerCase();
  const rule = pragmas.get(called);
  if (rule === undefined) return refused(`PRAGMA ${called} is not permitted.`);
  if (rest.length === 0) return permitted;
  const value = valueOf(rest);
  if (value === undefined) return refused(`PRAGMA ${called} takes one value, after = or in parentheses.`);
  return judgeValue(called, rule, value);
}

function judgeValue(name: string, { use }: PragmaRule, value: string): PragmaVerdict {
  switch (use) {
    case 'argument':
      return permitted;
    case 'number':
      return /^[+-]?[0-9]+$/.test(value) ? permitted : refused(`PRAGMA ${name} takes a whole number.`);
    case 'boolean':
      return truths.has(value) || untruths.has(value)
        ? permitted
        : refused(`PRAGMA ${name} takes ON or OFF.`);
    case 'foreign-keys':
      if (truths.has(value)) return { kind: 'foreign-keys', on: true };
      if (untruths.has(value)) return { kind: 'foreign-keys', on: false };
      return refused(`PRAGMA ${name} takes ON or OFF.`);
    case 'query':
      return refused(`PRAGMA ${name} can only be read.`);
  }
}

/** @returns the value in upper case, with its sign; `undefined` when it isn't one that SQLite takes */
function valueOf(tokens: readonly SqlToken[]): string | undefined {
  const [open] = tokens;
  if (open?.kind !== 'symbol') return undefined;
  let value = tokens.slice(1);
  if (open.text === '(') {
    const close = value.at(-1);
    if (close?.kind !== 'symbol' || close.text !== ')') return undefined;
    value = value.slice(0, -1);
  } else if (open.text !== '=' && open.text !== '==') return undefined;
  const [first, second] = value;
  if (first === undefined || value.length > 2) return undefined;
  if (second === undefined)
    return isName(first) || first.kind === 'number' ? upperCase(first.text) : undefined;
  const isSigned = first.kind === 'symbol' && /^[+-]$/.test(first.text) && second.kind === 'number';
  return isSigned ? first.text + second.text : undefined;
}

function isName({ kind }: SqlToken): boolean {
  return kind === 'word' || kind === 'name' || kind === 'string';
}

function refused(reason: string): PragmaVerdict {
  return { kind: 'refused', reason };
}
