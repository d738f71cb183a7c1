// Generated from wit/0.3.0/forge-extension.wit by "npm run generate"; not to be edited.

/** @module Interface forge:extension/host-sql@0.3.0 **/
/**
 * Runs one statement that returns rows; also an INSERT, UPDATE or DELETE with RETURNING, in a mutation.
 *
 * Two columns of one name, or the name `__proto__`, are refused; give one of them another name with AS.
 */
export function query(sql: string, params: string): Rows;
/**
 * The same, but the rows stay with the host: for answering with them, which costs the extension nothing.
 *
 * The handle is good for an answer to the call during which it was made, as often as wanted. The statement has
 * run when it is returned, so later writes do not change its rows.
 *
 * Columns become fields by their names, so that a SELECT is a whole answer:
 *
 * - `title`: the field `title`.
 * - `"repository.id"`: the field `id` of an object in the field `repository`; when all columns of such an object
 *   are NULL, the object is null.
 * - `"labels:json"`: the field `labels`, whose cells hold JSON, as `json_group_array` makes it.
 *
 * A name that no field can have, such as `count(*)`, is refused; name the column with AS. Columns that are no
 * field of the type do no harm: they stay with the value, and come back in `parents`. Values are encoded for the
 * schema: 0 and 1 serve as Boolean, an INTEGER as ID, one beyond ±(2^53 − 1) becomes a string of its digits, and
 * a BLOB becomes base64.
 */
export function queryRef(sql: string, params: string): number;
/**
 * Runs one statement for what it changes. Rows of a RETURNING clause are thrown away.
 */
export function execute(sql: string, params: string): Changes;
/**
 * Runs one statement once for each element of `params-list`, a JSON array of what `params` is. All of them are
 * carried out or none.
 */
export function executeMany(sql: string, paramsList: string): Changes;
/**
 * Begins a transaction in the call. It can be begun within another: then only the inner one is what the next
 * `commit` or `rollback` ends.
 *
 * What is still open when the call ends is rolled back, and nothing is lasting before the call has ended well.
 */
export function begin(): void;
/**
 * Keeps what was done since the last `begin` that is still open.
 */
export function commit(): void;
/**
 * Undoes what was done since the last `begin` that is still open.
 */
export function rollback(): void;
/**
 * Why a statement was not carried out. Nothing of it was.
 */
export interface SqlError {
  /**
   * SQLite's extended result code, such as `SQLITE_CONSTRAINT_UNIQUE`, or one of the host's own:
   * `FORGE_STATEMENT_REFUSED` for a statement that is not permitted,
   * `FORGE_STATEMENT_MISUSED` for one that returns rows where none can be taken, or the other way round,
   * `FORGE_PARAMETERS_INVALID` for parameters that are not JSON or do not fit the statement,
   * `FORGE_COLUMNS_INVALID` for columns whose names can't be keys of an object,
   * `FORGE_LIMIT_EXCEEDED` for more rows, bytes or handles than a call may have,
   * `FORGE_TRANSACTION_INVALID` for a `commit` or `rollback` without a `begin`, or too many of them,
   * `FORGE_TRANSACTION_UNDONE` when an earlier statement made SQLite roll the whole mutation back,
   * `FORGE_PERMISSION_MISSING` when the extension has no database,
   * `FORGE_NOT_IN_CALL` for a use outside of `init` and of calls.
   */
  code: string,
  /**
   * A sentence for the author, in the words of SQLite or of the host. Not for users of the API.
   */
  message: string,
}
/**
 * Rows as one JSON text: an array of objects with a key for each column.
 */
export type Rows = RowsPlain | RowsEscaped;
/**
 * Holds no escape: whoever parses it has the values.
 */
export interface RowsPlain {
  tag: 'plain',
  val: string,
}
/**
 * Holds at least one escape: an object in the place of a value.
 */
export interface RowsEscaped {
  tag: 'escaped',
  val: string,
}
/**
 * What a statement has changed.
 */
export interface Changes {
  /**
   * How many rows were inserted, changed or deleted, without those that triggers and foreign keys reached.
   */
  rows: number,
  /**
   * After an INSERT that put a row in: the rowid of the last one, in decimal digits.
   */
  lastInsertRowid?: string,
}
