/**
 * One token of SQLite's grammar. `word` is a keyword or bare identifier, `name` a quoted one (unquoted here).
 * @see https://sqlite.org/src/file/src/tokenize.c
 */
export interface SqlToken {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'parameter' | 'symbol';
  /** Words in upper case, names without their quotes, symbols as they are. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const space = /[ \t\n\f\r]/;
const wordStart = /[A-Za-z_\u0080-\uffff]/;
const wordPart = /[A-Za-z0-9_$\u0080-\uffff]/;

/** Yields the tokens of a text in order; comments and white space are passed over. Linear time. */
export function* tokenize(sql: string): Generator<SqlToken, void, undefined> {
  let at = 0;
  while (at < sql.length) {
    const char = sql.charAt(at);
    if (space.test(char) || char === '\ufeff') {
      at += 1;
      continue;
    }
    if (sql.startsWith('--', at)) {
      const end = sql.indexOf('\n', at);
      at = end === -1 ? sql.length : end + 1;
      continue;
    }
    if (sql.startsWith('/*', at)) {
      const end = sql.indexOf('*/', at + 2);
      at = end === -1 ? sql.length : end + 2;
      continue;
    }
    const token = tokenAt(sql, at, char);
    yield token;
    at = token.end;
  }
}

function tokenAt(sql: string, start: number, char: string): SqlToken {
  if (char === "'") return quoted(sql, start, "'", 'string');
  if (char === '"' || char === '`') return quoted(sql, start, char, 'name');
  if (char === '[') return quoted(sql, start, ']', 'name');
  if (/[0-9]/.test(char) || (char === '.' && /[0-9]/.test(sql.charAt(start + 1)))) {
    const end = scan(sql, start, /[A-Za-z0-9_.]/);
    return { kind: 'number', text: sql.slice(start, end), start, end };
  }
  if (wordStart.test(char)) {
    const end = scan(sql, start, wordPart);
    const text = sql.slice(start, end).toUpperCase();
    if (text === 'X' && sql.charAt(end) === "'") return quoted(sql, end, "'", 'string', start);
    return { kind: 'word', text, start, end };
  }
  if (char === '?' || char === ':' || char === '@' || char === '$') {
    const end = scan(sql, start + 1, wordPart);
    return { kind: 'parameter', text: sql.slice(start, end), start, end };
  }
  return { kind: 'symbol', text: char, start, end: start + 1 };
}

function scan(sql: string, from: number, part: RegExp): number {
  let end = from;
  while (end < sql.length && part.test(sql.charAt(end))) end += 1;
  return end;
}

function quoted(sql: string, open: number, close: string, kind: 'string' | 'name', start = open): SqlToken {
  let at = open + 1;
  let text = '';
  for (;;) {
    const end = sql.indexOf(close, at);
    if (end === -1) return { kind, text: text + sql.slice(at), start, end: sql.length };
    text += sql.slice(at, end);
    if (close === ']' || sql.charAt(end + 1) !== close) return { kind, text, start, end: end + 1 };
    text += close;
    at = end + 2;
  }
}
