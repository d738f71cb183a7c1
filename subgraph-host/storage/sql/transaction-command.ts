import type { SqlToken } from './tokenizer.ts';

/** What a guest wants of its transaction. */
export type TransactionCommand =
  | { readonly verb: 'begin' | 'commit' | 'rollback' }
  | { readonly verb: 'savepoint' | 'release' | 'rollback-to'; readonly name: string };

/**
 * @param tokens the whole statement
 * @returns `undefined` when it isn't one that SQLite knows
 * @see https://sqlite.org/lang_transaction.html and https://sqlite.org/lang_savepoint.html
 */
export function parseTransactionCommand(tokens: readonly SqlToken[]): TransactionCommand | undefined {
  const [first, ...rest] = tokens;
  switch (first?.text) {
    case 'BEGIN':
      return isTransactionName(without(rest, 'DEFERRED', 'IMMEDIATE', 'EXCLUSIVE'))
        ? { verb: 'begin' }
        : undefined;
    case 'COMMIT':
    case 'END':
      return isTransactionName(rest) ? { verb: 'commit' } : undefined;
    case 'ROLLBACK':
      return parseRollback(rest);
    case 'SAVEPOINT':
      return named('savepoint', rest);
    case 'RELEASE':
      return named('release', rest.length > 1 ? without(rest, 'SAVEPOINT') : rest);
    default:
      return undefined;
  }
}

function parseRollback(rest: readonly SqlToken[]): TransactionCommand | undefined {
  const to = rest.findIndex((token) => isWord(token, 'TO'));
  if (to === -1) return isTransactionName(rest) ? { verb: 'rollback' } : undefined;
  if (!isTransactionName(rest.slice(0, to))) return undefined;
  const target = rest.slice(to + 1);
  return named('rollback-to', target.length > 1 ? without(target, 'SAVEPOINT') : target);
}

function named(
  verb: 'savepoint' | 'release' | 'rollback-to',
  tokens: readonly SqlToken[],
): TransactionCommand | undefined {
  const [name] = tokens;
  return tokens.length === 1 && name !== undefined && isName(name) ? { verb, name: name.text } : undefined;
}

/** Nothing, TRANSACTION, or that and a name which SQLite ignores. */
function isTransactionName(tokens: readonly SqlToken[]): boolean {
  const [word, name] = tokens;
  if (word === undefined) return true;
  return isWord(word, 'TRANSACTION') && tokens.length <= 2 && (name === undefined || isName(name));
}

function without(tokens: readonly SqlToken[], ...optional: readonly string[]): readonly SqlToken[] {
  const [first] = tokens;
  return first !== undefined && optional.some((text) => isWord(first, text)) ? tokens.slice(1) : tokens;
}

function isWord(token: SqlToken, text: string): boolean {
  return token.kind === 'word' && token.text === text;
}

function isName({ kind }: SqlToken): boolean {
  return kind === 'word' || kind === 'name' || kind === 'string';
}
