// Generated from wit/0.2.0/forge-extension.wit by "npm run generate"; not to be edited.

/** @module Interface forge:extension/extension-api@0.2.0 **/
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
