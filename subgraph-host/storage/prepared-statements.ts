import type { Statement } from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { Connection } from './connection.ts';
import { gate, type GatedStatement, type InsertTarget } from './sql/gate.ts';
import type { Parameters } from './sql/parameters.ts';
import type { StatementKind } from './sql/policy.ts';

/** A statement that has passed the gate, ready to run. */
export interface PreparedStatement {
  readonly kind: 'statement';
  readonly statement: Exclude<StatementKind, 'transaction'>;
  readonly handle: Statement;
  readonly parameters: Parameters;
  /** Where it inserts, if it does so into a table that has rowids. */
  readonly insertTarget: InsertTarget | undefined;
}

export type Prepared = PreparedStatement | Exclude<GatedStatement, { kind: 'statement' }>;

const maxCached = 256;
/** Of all cached statements together, and of the longest one that is kept; UTF-16 units of SQL. */
const maxCachedLength = 1024 ** 2;
const maxCachedStatementLength = 32 * 1024;

/** `?1`: a table, `?2`: its schema or NULL. Temporary tables hide others, as they do in SQLite. */
const findWithoutRowid = `SELECT wr FROM pragma_table_list(?1)
  WHERE ?2 IS NULL OR schema = ?2 COLLATE NOCASE ORDER BY schema = 'temp' DESC LIMIT 1`;

/** The statements of one connection, by their text: what the gate has decided is decided once. */
export class PreparedStatements {
  readonly #connection: Connection;
  readonly #maxNew: number;
  readonly #cache = new LRUCache<string, Prepared>({
    max: maxCached,
    maxSize: maxCachedLength,
    maxEntrySize: maxCachedStatementLength,
    sizeCalculation: (_, sql) => sql.length + 1,
  });
  #withoutRowid: Statement | undefined;
  #new = 0;

  constructor(connection: Connection, maxNew: number) {
    this.#connection = connection;
    this.#maxNew = maxNew;
  }

  /** Begins a call, which may bring `maxNew` texts that aren't cached. */
  beginCall(): void {
    this.#new = 0;
  }

  /** What was known about tables is not true any more. */
  forget(): void {
    this.#cache.clear();
  }

  /** @throws Error of SQLite when the statement cannot be prepared */
  get(sql: string): Prepared {
    const cached = this.#cache.get(sql);
    if (cached !== undefined) return cached;
    const prepared = this.#prepare(sql);
    if (isCacheable(prepared)) this.#cache.set(sql, prepared);
    return prepared;
  }

  #prepare(sql: string): Prepared {
    const gated = gate(sql);
    if (gated.kind !== 'statement') return gated;
    // SQLite frees a statement when its JavaScript object is collected, which never happens within a call.
    this.#new += 1;
    if (this.#new > this.#maxNew) {
      return {
        kind: 'refused',
        reason: `One call may use ${this.#maxNew} different statements; bind values with ? instead of writing them into the SQL.`,
      };
    }
    const handle = this.#connection.prepare(sql);
    if (handle.reader) handle.raw(true);
    const { statement, parameters, insertTarget } = gated;
    const hasRowid = insertTarget !== undefined && this.#hasRowid(insertTarget);
    return {
      kind: 'statement',
      statement,
      handle,
      parameters,
      insertTarget: hasRowid ? insertTarget : undefined,
    };
  }

  #hasRowid({ schema, table }: InsertTarget): boolean {
    this.#withoutRowid ??= this.#connection.prepare(findWithoutRowid).pluck(true);
    return this.#withoutRowid.get({ 1: table, 2: schema ?? null }) === 0n;
  }
}

/** A pragma is done in part while it is prepared, so it has to be prepared each time. */
function isCacheable(prepared: Prepared): boolean {
  if (prepared.kind === 'refused') return false;
  return prepared.kind !== 'statement' || !['pragma', 'explain'].includes(prepared.statement);
}
