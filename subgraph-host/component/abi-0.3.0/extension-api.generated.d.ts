// Generated from wit/0.3.0/forge-extension.wit by "npm run generate"; not to be edited.

/** @module Interface forge:extension/extension-api@0.3.0 **/
/**
 * What the extension says of itself.
 */
export function getInfo(): ExtensionInfo;
/**
 * GraphQL SDL of what it adds: types of its own, fields of Query and Mutation, and fields of others' types
 * (`extend type Repository { issues: [Issue!]! }`). No federation directives are needed. A field that is asked on
 * a repository and needs more of it than its id says so: `url: String @requires(fields: "slug path")`.
 */
export function getSchema(): string;
/**
 * The steps that make its database, the oldest first. The host runs those that have not run, all of them in one
 * transaction, and keeps a ledger of names and hashes.
 *
 * Add to the end and change nothing else. When a script that has run has changed, is missing, or stands in
 * another place, the extension is not started and its database is left alone; so an older version never works on
 * the database of a newer one. Foreign keys are not enforced meanwhile, so that tables can be built anew, and are
 * checked at the end.
 */
export function migrations(): Array<Migration>;
/**
 * Prepares an instance. With an error, which is for the operator, the extension is not started, and what `init` has
 * written is rolled back. Every instance begins with it, so it can run often.
 */
export function init(settings: Settings): void;
/**
 * Answers one call, with the parameters of `call`. Every field of Mutation comes this way.
 */
export function resolve(parentType: string, field: string, args: string, parents: string | undefined, context: string): Outcome;
/**
 * Answers several calls of one request, with an outcome for each, in their order. They only read. When the
 * instance traps, they are asked once more, one by one, of a new one.
 */
export function resolveMany(calls: Array<Call>): Array<Outcome>;
/**
 * Looks up objects of a type named in `entities`, of which others know no more than their keys.
 *
 * `representations` is a JSON array of objects such as `{"__typename":"Issue","id":"issue-7"}`, and is answered as
 * `parents` are: most often by `row-by` with the column `id`. One that does not exist is null.
 */
export function resolveEntities(typeName: string, representations: string, context: string): Outcome;
/**
 * The instance is no longer needed. Not called for one that has trapped.
 */
export function shutdown(): void;
/**
 * What the extension says of itself.
 */
export interface ExtensionInfo {
  /**
   * What it calls itself; at most 256 characters.
   */
  name: string,
  /**
   * Its own version; at most 256 characters.
   */
  version: string,
  /**
   * Types of its own that `resolve-entities` answers for. Others can refer to objects of these types by `id`.
   */
  entities: Array<string>,
}
/**
 * A step of the database's schema.
 */
export interface Migration {
  /**
   * Names it for ever: 1 to 128 letters, digits, and `.`, `_`, `-`; such as `0001-issues`.
   */
  name: string,
  /**
   * One statement or several.
   */
  sql: string,
}
/**
 * What an instance is told when it starts.
 */
export interface Settings {
  /**
   * Name of the extension: that of its file, without `.wasm`.
   */
  extension: string,
  /**
   * Version of the host, such as `1.4.0`.
   */
  hostVersion: string,
  /**
   * The operator's configuration for this extension, as JSON; `null` when there is none.
   */
  config: string,
}
/**
 * Why a field has no value; for whoever sent the request.
 */
export interface Failure {
  /**
   * Says to a program what happened. It becomes `extensions.code` of the error when it is upper case
   * (`/^[A-Z][A-Z0-9_]{0,63}$/`) and no code of the host's own; those are listed in the documentation. Any other
   * becomes `extensions.reason`, beside the code `EXTENSION_ERROR`.
   */
  code: string,
  /**
   * Says to a person what happened and what to do; at most 2 000 characters.
   */
  message: string,
  /**
   * JSON that becomes `extensions.details`; at most 16 384 characters and 32 levels deep, else left out.
   */
  details?: string,
}
/**
 * Rows that answer for many parents at once.
 */
export interface Grouping {
  /**
   * A handle of `query-ref`.
   */
  rows: number,
  /**
   * Name of the column that says which parents a row belongs to; a row that belongs to none is left out.
   */
  column: string,
  /**
   * Name of the parent's field that has the same value; most often `id`. Values are compared as text.
   */
  parentField: string,
}
/**
 * The value of one field on one parent.
 */
export type Answer = AnswerJson | AnswerRows | AnswerRow | AnswerFailure;
/**
 * JSON of the value.
 */
export interface AnswerJson {
  tag: 'json',
  val: string,
}
/**
 * A list: all rows of the handle.
 */
export interface AnswerRows {
  tag: 'rows',
  val: number,
}
/**
 * An object: the first row of the handle, or null when it has none.
 */
export interface AnswerRow {
  tag: 'row',
  val: number,
}
/**
 * There is no value.
 */
export interface AnswerFailure {
  tag: 'failure',
  val: Failure,
}
/**
 * What comes of a call. Of its cases, `rows` and `row` answer a field of Query or Mutation; `rows-by`, `row-by` and
 * `each` answer for `parents`.
 */
export type Outcome = OutcomeJson | OutcomeRows | OutcomeRow | OutcomeRowsBy | OutcomeRowBy | OutcomeEach | OutcomeFailure;
/**
 * JSON: of the value; or, for `parents`, of an array with a value for each of them, in their order.
 */
export interface OutcomeJson {
  tag: 'json',
  val: string,
}
/**
 * A list: all rows of the handle.
 */
export interface OutcomeRows {
  tag: 'rows',
  val: number,
}
/**
 * An object: the first row of the handle, or null when it has none.
 */
export interface OutcomeRow {
  tag: 'row',
  val: number,
}
/**
 * For each parent a list: the rows of its group; an empty one when there are none.
 */
export interface OutcomeRowsBy {
  tag: 'rows-by',
  val: Grouping,
}
/**
 * For each parent an object: the first row of its group; null when there is none.
 */
export interface OutcomeRowBy {
  tag: 'row-by',
  val: Grouping,
}
/**
 * For each parent an answer of its own, in their order.
 */
export interface OutcomeEach {
  tag: 'each',
  val: Array<Answer>,
}
/**
 * There is no value, for none of the parents.
 */
export interface OutcomeFailure {
  tag: 'failure',
  val: Failure,
}
/**
 * One field, asked once or on many parents.
 */
export interface Call {
  /**
   * `Query`, `Mutation`, or the type of the parents.
   */
  parentType: string,
  /**
   * Name of the field.
   */
  field: string,
  /**
   * JSON object of the field's arguments, checked against the schema; `{}` when there are none.
   */
  args: string,
  /**
   * None for a field of Query or Mutation. Else a JSON array of the values that the field is asked on, one or
   * more: what was answered for them; or, when they are another's, `{"__typename":"Repository","id":"…"}` with
   * the fields that the SDL requires.
   */
  parents?: string,
  /**
   * JSON object of what the call is about:
   *
   * - `requestId`: a string that all log lines of the request have.
   * - `scope`: `global`, `repository`, `user` or `repository-user`.
   * - `repository`: the repository that an argument `repositoryId` names, with `id`, `slug`, `path`, `groupId`,
   *   `isRemote` and `remoteUrl`; null when there is none. Null too for a field of `Repository`, since there
   *   the parents are the repositories.
   * - `user`: who asks, with `id`, `username`, `displayName` and `email`; null when nobody is known.
   */
  context: string,
}
