// Generated from wit/0.2.0/forge-extension.wit by "npm run generate"; not to be edited.

/** @module Interface forge:extension/host-database@0.2.0 **/
/**
 * One statement that returns rows; `params` bind its `?` in order.
 */
export function query(sql: string, params: Array<RecordValue>): QueryResult;
/**
 * One statement that changes rows.
 */
export function execute(sql: string, params: Array<RecordValue>): ExecResult;
/**
 * A script of several statements.
 */
export function migrate(migrations: string): void;
export type RecordValue = RecordValueNull | RecordValueBoolean | RecordValueInteger | RecordValueFloat | RecordValueText | RecordValueBlob;
export interface RecordValueNull {
  tag: 'null',
}
export interface RecordValueBoolean {
  tag: 'boolean',
  val: boolean,
}
export interface RecordValueInteger {
  tag: 'integer',
  val: bigint,
}
export interface RecordValueFloat {
  tag: 'float',
  val: number,
}
export interface RecordValueText {
  tag: 'text',
  val: string,
}
export interface RecordValueBlob {
  tag: 'blob',
  val: Uint8Array,
}
export interface QueryRow {
  values: Array<RecordValue>,
}
export type QueryResult = QueryResultSuccess | QueryResultError;
export interface QueryResultSuccess {
  tag: 'success',
  val: Array<QueryRow>,
}
export interface QueryResultError {
  tag: 'error',
  val: string,
}
export interface ExecInfo {
  rowsAffected: bigint,
  lastInsertId?: bigint,
}
export type ExecResult = ExecResultSuccess | ExecResultError;
export interface ExecResultSuccess {
  tag: 'success',
  val: ExecInfo,
}
export interface ExecResultError {
  tag: 'error',
  val: string,
}
