import * as host from 'forge:extension/host-sql@0.3.0';
import { MisuseError } from './misuse.ts';
import { nested } from './nested-row.ts';
import type { Sql } from './sql.ts';
import { carryOut } from './sql-error.ts';
import { decodeEscapes, encodeParameters, shortened, type SqlRow } from './values.ts';

type State =
  | { readonly kind: 'waiting' }
  /** The rows are with the host, for this call. */
  | { readonly kind: 'referred'; readonly handle: number }
  | { readonly kind: 'read'; readonly rows: readonly object[] };

/** Queries of the running call that have not run, in the order in which they were made. */
let waiting: Query[] = [];

/**
 * A statement that gives rows. It runs when it is returned from a resolver, and then its rows stay with the host and
 * cost the extension nothing; or when it is read. What writes runs in its place in the order of statements in any case.
 */
abstract class Query {
  readonly #sql: Sql;
  #state: State = { kind: 'waiting' };

  constructor(sql: Sql) {
    this.#sql = sql;
    waiting.push(this);
  }

  /** Runs it now, its rows staying with the host; for catching its errors. @throws SqlError */
  run(): this {
    this.refer();
    return this;
  }

  get isWrite(): boolean {
    return isWrite(this.#sql.text);
  }

  get isWaiting(): boolean {
    return this.#state.kind === 'waiting';
  }

  /** Rows that were read before, or `undefined`. */
  get alreadyRead(): readonly object[] | undefined {
    return this.#state.kind === 'read' ? this.#state.rows : undefined;
  }

  /** @returns the host's handle of its rows @throws SqlError */
  refer(): number {
    const state = this.#state;
    if (state.kind === 'referred') return state.handle;
    if (state.kind === 'read')
      throw new MisuseError(`${this.shown} was read, so its rows are no longer with the host.`);
    this.#runEarlier();
    const { text, params } = this.#sql;
    const encoded = encodeParameters(params, text);
    const handle = carryOut(text, () => host.queryRef(text, encoded));
    this.#state = { kind: 'referred', handle };
    return handle;
  }

  /** @throws SqlError */
  protected rows(): readonly object[] {
    const state = this.#state;
    if (state.kind === 'read') return state.rows;
    if (state.kind === 'referred') {
      throw new MisuseError(
        `${this.shown} has run and its rows are with the host: read it before the next statement that writes, by calling .read() where it is made.`,
      );
    }
    this.#runEarlier();
    const { text, params } = this.#sql;
    const encoded = encodeParameters(params, text);
    const { tag, val } = carryOut(text, () => host.query(text, encoded));
    const rows = JSON.parse(val) as Record<string, unknown>[];
    if (tag === 'escaped') decodeEscapes(rows);
    const read = nested(rows);
    this.#state = { kind: 'read', rows: read };
    return read;
  }

  /** What was written before has to be there; and what was selected before must not see what this writes. */
  #runEarlier(): void {
    if (waiting.length < 2) return;
    const isLast = this.isWrite;
    const before = waiting.slice(0, Math.max(0, waiting.indexOf(this)));
    for (const query of before) if (query.isWaiting && (isLast || query.isWrite)) query.run();
  }

  get shown(): string {
    return `The query "${shortened(this.#sql.text)}"`;
  }

  get [Symbol.toStringTag](): string {
    return this.shown;
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
    return this.rows() as readonly Row[];
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
    return (this.rows()[0] ?? null) as Row | null;
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

/** Those that have not run are not wanted any more. */
export function forgetQueries(): void {
  waiting = [];
}

/** Runs the queries that were made before a statement that writes, so that they see what was there then. */
export function runWaiting(): void {
  const before = waiting;
  waiting = [];
  for (const query of before) if (query.isWaiting) query.run();
}

/** At the end of a call: what writes has to have run, whether anybody wanted its rows or not. */
export function runWaitingWrites(): void {
  if (waiting.some((query) => query.isWaiting && query.isWrite)) runWaiting();
  waiting = [];
}

const readsByItsFirstWord = /^\s*(?:select|values|explain|pragma)\b/i;
const writingWord = /\b(?:insert|update|delete|replace)\b/i;

function isWrite(text: string): boolean {
  return !readsByItsFirstWord.test(text) && writingWord.test(text);
}
