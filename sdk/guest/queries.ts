import * as host from 'forge:extension/host-sql@0.3.0';
import { MisuseError } from './misuse.ts';
import { nested } from './nested-row.ts';
import type { Sql } from './sql.ts';
import { toSqlError } from './sql-error.ts';
import { decodeEscapes, encodeParameters, shortened, type SqlRow } from './values.ts';

/** Queries of the running call, in the order in which they were made. */
const made: Query[] = [];

/**
 * A statement that gives rows. It runs when it is returned from a resolver, and then its rows stay with the host and
 * cost the extension nothing; or when it is read. What writes runs in its place in the order of statements in any case.
 *
 * Plain fields, since one is made for most calls: in the engine of guests, private ones cost several times as much.
 */
abstract class Query {
  /** @internal */
  readonly sql: Sql;
  /** Of the host, for this call; 0: its rows are not there. @internal */
  handle = 0;
  /** Those that were read. @internal */
  rows: readonly object[] | undefined = undefined;

  /** @internal */
  constructor(sql: Sql) {
    this.sql = sql;
    made.push(this);
  }

  /** Runs it now, its rows staying with the host; for catching its errors. @throws SqlError */
  run(): this {
    refer(this);
    return this;
  }
}

/**
 * All rows of a statement. Return it from a resolver of a list as it is: so its rows never enter the extension. To work
 * with them, read it: `.read()`, `.map(…)`, or `for … of`.
 */
export class Rows<Row = SqlRow> extends Query implements Iterable<Row> {
  declare readonly kind: 'rows';

  /** @throws SqlError */
  read(): readonly Row[] {
    return readRows(this) as readonly Row[];
  }

  map<Item>(toItem: (row: Row, index: number) => Item): readonly Item[] {
    return this.read().map(toItem);
  }

  [Symbol.iterator](): Iterator<Row> {
    return this.read()[Symbol.iterator]();
  }
}

/**
 * The first row of a statement, or null. Return it from a resolver of an object as it is: so the row never enters the
 * extension. To work with it, call `.read()`.
 */
export class OneRow<Row = SqlRow> extends Query {
  declare readonly kind: 'row';

  /** @throws SqlError */
  read(): Row | null {
    return (readRows(this)[0] ?? null) as Row | null;
  }

  /** @returns null when there is no row @throws SqlError */
  map<Item>(toItem: (row: Row) => Item): Item | null {
    const row = this.read();
    return row === null ? null : toItem(row);
  }
}

export type AnyQuery = Rows<unknown> | OneRow<unknown>;

export function isQuery(value: unknown): value is AnyQuery {
  return value instanceof Query;
}

export function shownQuery({ sql }: AnyQuery): string {
  return `The query "${shortened(sql.text)}"`;
}

/** @returns the host's handle of its rows @throws SqlError */
export function refer(query: Query): number {
  if (query.handle !== 0) return query.handle;
  if (made.length > 1) runBefore(query);
  const { text, params } = query.sql;
  const encoded = encodeParameters(params, text);
  try {
    query.handle = host.queryRef(text, encoded);
  } catch (error) {
    throw toSqlError(error, text);
  }
  return query.handle;
}

/** @throws SqlError */
function readRows(query: Query): readonly object[] {
  if (query.rows !== undefined) return query.rows;
  const { text, params } = query.sql;
  if (query.handle !== 0) {
    throw new MisuseError(
      `The query "${shortened(text)}" has run and its rows are with the host: read it before the next statement that writes, by calling .read() where it is made.`,
    );
  }
  if (made.length > 1) runBefore(query);
  const encoded = encodeParameters(params, text);
  let answer: host.Rows;
  try {
    answer = host.query(text, encoded);
  } catch (error) {
    throw toSqlError(error, text);
  }
  const rows = JSON.parse(answer.val) as Record<string, unknown>[];
  if (answer.tag === 'escaped') decodeEscapes(rows);
  query.rows = nested(rows);
  return query.rows;
}

/** Those that have not run are not wanted any more. */
export function forgetQueries(): void {
  if (made.length > 0) made.length = 0;
}

/** Runs the queries that were made before a statement that writes, so that they see what was there then. */
export function runWaiting(): void {
  for (const query of made.splice(0)) if (isWaiting(query)) refer(query);
}

/** At the end of a call: what writes has to have run, whether anybody wanted its rows or not. */
export function runWaitingWrites(): void {
  for (let index = 0; index < made.length; index += 1) {
    const query = made[index] as Query;
    if (isWaiting(query) && isWrite(query.sql.text)) refer(query);
  }
  forgetQueries();
}

/** What was written before has to be there; and what was selected before must not see what this writes. */
function runBefore(query: Query): void {
  const writes = isWrite(query.sql.text);
  for (const before of made.slice(0, Math.max(0, made.indexOf(query)))) {
    if (isWaiting(before) && (writes || isWrite(before.sql.text))) refer(before);
  }
}

function isWaiting(query: Query): boolean {
  return query.handle === 0 && query.rows === undefined;
}

const readsByItsFirstWord = /^\s*(?:select|values|explain|pragma)\b/i;
const writingWord = /\b(?:insert|update|delete|replace)\b/i;

function isWrite(text: string): boolean {
  return !readsByItsFirstWord.test(text) && writingWord.test(text);
}
