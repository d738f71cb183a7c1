// Generated from wit/0.3.0/forge-extension.wit by "npm run generate"; not to be edited.

declare module 'forge:extension/extension-api@0.3.0' {
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
}

declare module 'forge:extension/host-log@0.3.0' {
  /**
   * Writes one line into the log, under the name of the extension and with the id of the request.
   *
   * Keep `message` constant and put what changes into `fields`, a JSON object such as `{"issue":7}`: so lines can
   * be counted and searched. Fields that are no JSON object, or longer than 8 192 characters, are left out, and
   * the line says so. Control characters become spaces; more than 500 lines a second are dropped and counted.
   */
  export function log(level: LogLevel, message: string, fields: string | undefined): void;
  /**
   * How much a line matters; the operator chooses from which level on lines are kept.
   * # Variants
   *
   * ## `"trace"`
   *
   * Every step, for finding a fault.
   * ## `"debug"`
   *
   * What helps an author to understand a run.
   * ## `"info"`
   *
   * A change of state that an operator wants to see.
   * ## `"warn"`
   *
   * Something unexpected that was coped with.
   * ## `"error"`
   *
   * Something failed, and somebody has to look at it.
   */
  export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';
}

declare module 'forge:extension/host-sql@0.3.0' {
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
}
