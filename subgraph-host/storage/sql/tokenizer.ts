/**
 * One token as SQLite sees it.
 * `word`: a keyword or a bare identifier; `name`: an identifier in quotes; `illegal`: what SQLite refuses to read.
 */
export interface SqlToken {
  readonly kind: 'word' | 'name' | 'string' | 'blob' | 'number' | 'parameter' | 'symbol' | 'illegal';
  /** Words in ASCII upper case, names and strings without their quotes, all else as it stands. */
  readonly text: string;
  /** UTF-16 units from the beginning of the text. */
  readonly start: number;
  readonly end: number;
}

const isSpace = charSet(' \t\n\f\r');
/** What white space may go on with once it has begun. */
const isMoreSpace = charSet(' \t\n\v\f\r');
const isDigit = charSet('0123456789');
const isHexDigit = charSet('0123456789abcdefABCDEF');
const isNameStart = charSet('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_');
const isNamePart = charSet('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789$');
const isParameterStart = charSet('$@:#');
const singleSymbols = new Set('+*/%&~(),;.');
/** What may be the first of two characters. */
const doubledSymbols = new Set('=<>!|-');
const twoCharSymbols = new Set(['==', '<=', '<>', '<<', '>=', '>>', '!=', '||', '->']);
const byteOrderMark = 0xfe_ff;

/**
 * Yields the tokens of a text; comments and white space are passed over. Linear in time.
 * It reads as the SQLite of better-sqlite3 does, which is built without Tcl's parameters (`$a::b(c)`). A text that
 * holds a NUL ends there for SQLite, and here it doesn't: refuse it before.
 * @see https://sqlite.org/src/file/src/tokenize.c
 */
export function* tokenize(sql: string): Generator<SqlToken, void, undefined> {
  let at = 0;
  while (at < sql.length) {
    const next = passOver(sql, at);
    if (next > at) {
      at = next;
      continue;
    }
    const token = tokenAt(sql, at);
    yield token;
    at = token.end;
  }
}

/** Upper case as SQLite's keywords have it: letters beyond ASCII stay, as `ı` and `ſ` would become keywords else. */
export function upperCase(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toUpperCase();
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/** @returns where white space or a comment that begins at `at` ends; `at` itself when there is none */
function passOver(sql: string, at: number): number {
  const code = sql.charCodeAt(at);
  if (isSpace(code)) return scan(sql, at + 1, isMoreSpace);
  if (code === byteOrderMark) return at + 1;
  if (sql.startsWith('--', at)) return endOf(sql, '\n', at + 2, 0);
  // A text that ends with the two characters of an opening comment has two symbols there.
  if (sql.startsWith('/*', at) && at + 2 < sql.length) return endOf(sql, '*/', at + 2, 2);
  return at;
}

function tokenAt(sql: string, start: number): SqlToken {
  const code = sql.charCodeAt(start);
  const char = sql.charAt(start);
  if (isNameStart(code) || code >= 0x80) {
    if ((char === 'x' || char === 'X') && sql.charAt(start + 1) === "'") return blob(sql, start);
    const end = scan(sql, start + 1, isPartOfName);
    return { kind: 'word', text: upperCase(sql.slice(start, end)), start, end };
  }
  switch (char) {
    case "'":
      return quoted(sql, start, char, 'string');
    case '"':
    case '`':
      return quoted(sql, start, char, 'name');
    case '[':
      return quoted(sql, start, ']', 'name');
    case '?':
      return asWritten('parameter', sql, start, scan(sql, start + 1, isDigit));
    case '.':
      return isDigit(sql.charCodeAt(start + 1))
        ? number(sql, start)
        : asWritten('symbol', sql, start, start + 1);
    default:
  }
  if (isDigit(code)) return number(sql, start);
  if (isParameterStart(code)) {
    const end = scan(sql, start + 1, isPartOfName);
    return asWritten(end > start + 1 ? 'parameter' : 'illegal', sql, start, end);
  }
  return symbol(sql, start);
}

function symbol(sql: string, start: number): SqlToken {
  const char = sql.charAt(start);
  if (singleSymbols.has(char)) return asWritten('symbol', sql, start, start + 1);
  if (!doubledSymbols.has(char)) return asWritten('illegal', sql, start, start + 1);
  if (sql.startsWith('->>', start)) return asWritten('symbol', sql, start, start + 3);
  if (twoCharSymbols.has(sql.slice(start, start + 2))) return asWritten('symbol', sql, start, start + 2);
  return asWritten(char === '!' ? 'illegal' : 'symbol', sql, start, start + 1);
}

/** A decimal or hexadecimal number, with `_` between its digits; glued to a name it is nothing that SQLite knows. */
function number(sql: string, start: number): SqlToken {
  let end: number;
  if (/^0[xX]/.test(sql.slice(start, start + 2)) && isHexDigit(sql.charCodeAt(start + 2))) {
    end = scan(sql, start + 3, isHexDigitOrSeparator);
  } else {
    end = scan(sql, start, isDigitOrSeparator);
    if (sql.charAt(end) === '.') end = scan(sql, end + 1, isDigitOrSeparator);
    const exponent = /^[eE][+-]?[0-9]/.exec(sql.slice(end, end + 3));
    if (exponent !== null) end = scan(sql, end + exponent[0].length, isDigitOrSeparator);
  }
  const glued = scan(sql, end, isPartOfName);
  return asWritten(glued > end ? 'illegal' : 'number', sql, start, glued);
}

function blob(sql: string, start: number): SqlToken {
  const digits = scan(sql, start + 2, isHexDigit);
  const isWhole = sql.charAt(digits) === "'" && (digits - start) % 2 === 0;
  return asWritten(isWhole ? 'blob' : 'illegal', sql, start, endOf(sql, "'", digits, 1));
}

function quoted(sql: string, start: number, close: string, kind: 'string' | 'name'): SqlToken {
  let text = '';
  for (let at = start + 1; ; at += 2) {
    const end = sql.indexOf(close, at);
    if (end === -1) return asWritten('illegal', sql, start, sql.length);
    text += sql.slice(at, end);
    if (close === ']' || sql.charAt(end + 1) !== close) return { kind, text, start, end: end + 1 };
    text += close;
    at = end;
  }
}

function asWritten(kind: SqlToken['kind'], sql: string, start: number, end: number): SqlToken {
  return { kind, text: sql.slice(start, end), start, end };
}

function scan(sql: string, from: number, part: (code: number) => boolean): number {
  let end = from;
  while (end < sql.length && part(sql.charCodeAt(end))) end += 1;
  return end;
}

function endOf(sql: string, close: string, from: number, closeLength: number): number {
  const end = sql.indexOf(close, from);
  return end === -1 ? sql.length : end + closeLength;
}

/** A set of ASCII characters. */
function charSet(chars: string): (code: number) => boolean {
  const table = new Uint8Array(128);
  for (const char of chars) table[char.charCodeAt(0)] = 1;
  return (code) => table[code] === 1;
}

function isPartOfName(code: number): boolean {
  return code >= 0x80 || isNamePart(code);
}

function isDigitOrSeparator(code: number): boolean {
  return isDigit(code) || code === 0x5f;
}

function isHexDigitOrSeparator(code: number): boolean {
  return isHexDigit(code) || code === 0x5f;
}
