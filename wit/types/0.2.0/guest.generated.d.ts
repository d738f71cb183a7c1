// Generated from wit/0.2.0/forge-extension.wit by "npm run generate"; not to be edited.

declare module 'forge:extension/extension-api@0.2.0' {
  export function init(config: Config): void;
  export function getInfo(): ExtensionInfo;
  /**
   * GraphQL SDL.
   */
  export function getSchema(): string;
  export function resolveField(info: ResolveInfo): ResolveResult;
  export function shutdown(): void;
  export interface Config {
    name: string,
    version: string,
    databasePath: string,
    customConfig?: string,
  }
  /**
   * # Variants
   *
   * ## `"global"`
   *
   * ## `"repository"`
   *
   * ## `"user"`
   *
   * ## `"repository-user"`
   */
  export type ContextScope = 'global' | 'repository' | 'user' | 'repository-user';
  export interface RepositoryContext {
    id: string,
    slug: string,
    groupId?: string,
    fullPath?: string,
    isRemote: boolean,
    remoteUrl?: string,
  }
  export interface UserContext {
    id: string,
    username: string,
    displayName?: string,
    email?: string,
  }
  export interface GlobalContext {
    installationId?: string,
    environment?: string,
    featureFlags: Array<string>,
  }
  export interface RequestContext {
    scope: ContextScope,
    repository?: RepositoryContext,
    user?: UserContext,
    global?: GlobalContext,
    extraJson?: string,
  }
  /**
   * `arguments` and `parent` are JSON texts.
   */
  export interface ResolveInfo {
    fieldName: string,
    parentType: string,
    arguments: string,
    context: RequestContext,
    parent?: string,
  }
  /**
   * `success` carries JSON text.
   */
  export type ResolveResult = ResolveResultSuccess | ResolveResultError;
  export interface ResolveResultSuccess {
    tag: 'success',
    val: string,
  }
  export interface ResolveResultError {
    tag: 'error',
    val: string,
  }
  export interface ExtensionInfo {
    name: string,
    version: string,
    capabilities: Array<string>,
  }
}

declare module 'forge:extension/host-database@0.2.0' {
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
}

declare module 'forge:extension/host-log@0.2.0' {
  export function log(level: LogLevel, message: string): void;
  /**
   * # Variants
   *
   * ## `"trace"`
   *
   * ## `"debug"`
   *
   * ## `"info"`
   *
   * ## `"warn"`
   *
   * ## `"error"`
   */
  export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';
}
