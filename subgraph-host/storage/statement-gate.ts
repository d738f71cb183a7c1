import { tokenize, type SqlToken } from './sql-tokenizer.ts';

export type TransactionVerb = 'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'rollback-to';

export type GatedStatement =
  | { readonly kind: 'statement'; readonly verb: string }
  | { readonly kind: 'transaction'; readonly verb: TransactionVerb; readonly name: string | undefined }
  | { readonly kind: 'refused'; readonly reason: string };

const allowedVerbs: ReadonlySet<string> = new Set([
  'SELECT',
  'WITH',
  'VALUES',
  'INSERT',
  'REPLACE',
  'UPDATE',
  'DELETE',
  'CREATE',
  'ALTER',
  'DROP',
  'REINDEX',
  'ANALYZE',
  'EXPLAIN',
  'PRAGMA',
]);

const allowedPragmas: ReadonlySet<string> = new Set([
  'TABLE_INFO',
  'TABLE_XINFO',
  'TABLE_LIST',
  'INDEX_LIST',
  'INDEX_INFO',
  'INDEX_XINFO',
  'FOREIGN_KEY_LIST',
  'FOREIGN_KEY_CHECK',
  'USER_VERSION',
  'INTEGRITY_CHECK',
  'QUICK_CHECK',
]);

const allowedModules: ReadonlySet<string> = new Set(['FTS5', 'RTREE']);
const forbiddenName =
  /^(?:load_extension|readfile|writefile|edit|fsdir|zipfile|csv|dbstat|sqlite_dbpage|sqlite_dbdata|fts3_tokenizer|sqlite_master_table|bytecode|tables_used)$/i;

/** Decides whether a guest may run a text as one statement. */
export function gate(sql: string): GatedStatement {
  if (sql.includes('\0')) return refused('The statement holds a NUL character.');
  const tokens = [...tokenize(sql)];
  while (tokens.at(-1)?.text === ';' && tokens.at(-1)?.kind === 'symbol') tokens.pop();
  const [first] = tokens;
  if (first === undefined) return refused('The statement is empty.');
  const transaction = transactionOf(tokens);
  if (transaction !== undefined) return transaction;
  if (first.kind !== 'word' || !allowedVerbs.has(first.text)) {
    return refused(`A statement that begins with ${sql.slice(first.start, first.end)} is not permitted.`);
  }
  const reason = refusal(first.text, tokens);
  return reason === undefined ? { kind: 'statement', verb: first.text } : refused(reason);
}

function refusal(verb: string, tokens: readonly SqlToken[]): string | undefined {
  const [, second, third] = tokens;
  if (verb === 'PRAGMA') {
    const name = third?.text === '.' ? tokens[3] : second;
    if (name?.kind === 'word' && allowedPragmas.has(name.text)) return undefined;
    return `PRAGMA ${name?.text ?? ''} is not permitted.`;
  }
  if (verb === 'EXPLAIN') {
    const explained = second?.text === 'QUERY' ? tokens.slice(3) : tokens.slice(1);
    const [inner] = explained;
    if (inner?.kind !== 'word' || !allowedVerbs.has(inner.text))
      return 'Only a permitted statement can be explained.';
    return refusal(inner.text, explained);
  }
  if (verb === 'CREATE' && second?.text === 'VIRTUAL') {
    const using = tokens.findIndex(({ kind, text }) => kind === 'word' && text === 'USING');
    const module = tokens[using + 1]?.text.toUpperCase() ?? '';
    if (!allowedModules.has(module))
      return `A virtual table of the module ${module.toLowerCase()} is not permitted.`;
  }
  if (!isTrigger(tokens) && tokens.some(({ kind, text }) => kind === 'symbol' && text === ';')) {
    return 'Give one statement at a time.';
  }
  for (const { kind, text } of tokens) {
    if (kind !== 'word' && kind !== 'name') continue;
    if (/^pragma_/i.test(text) && !allowedPragmas.has(text.slice(7).toUpperCase())) {
      return `The table ${text.toLowerCase()} is not permitted.`;
    }
    if (forbiddenName.test(text)) return `The name ${text.toLowerCase()} is not permitted.`;
    if (/^_forge_/i.test(text)) return 'Names that begin with _forge_ belong to the host.';
  }
  return undefined;
}

function isTrigger([first, ...rest]: readonly SqlToken[]): boolean {
  return (
    first?.text === 'CREATE' &&
    rest.slice(0, 2).some(({ kind, text }) => kind === 'word' && text === 'TRIGGER')
  );
}

function transactionOf(tokens: readonly SqlToken[]): GatedStatement | undefined {
  const words = tokens.map(({ text }) => text);
  const name = tokens.at(-1)?.text;
  switch (words[0]) {
    case 'BEGIN':
      return { kind: 'transaction', verb: 'begin', name: undefined };
    case 'COMMIT':
    case 'END':
      return { kind: 'transaction', verb: 'commit', name: undefined };
    case 'SAVEPOINT':
      return { kind: 'transaction', verb: 'savepoint', name };
    case 'RELEASE':
      return { kind: 'transaction', verb: 'release', name };
    case 'ROLLBACK':
      return words.includes('TO')
        ? { kind: 'transaction', verb: 'rollback-to', name }
        : { kind: 'transaction', verb: 'rollback', name: undefined };
    default:
      return undefined;
  }
}

function refused(reason: string): GatedStatement {
  return { kind: 'refused', reason };
}
