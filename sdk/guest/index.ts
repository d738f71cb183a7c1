/** For extensions: what runs inside of the component. */
export { defineExtension, type Definition, type ExtensionApi, type Start } from './define-extension.ts';
export { db, type Changes } from './database.ts';
export { sql, type Sql, type SqlPart } from './sql.ts';
export type { SqlRow, SqlValue } from './values.ts';
export type { OneRow, Rows } from './queries.ts';
export { isSqlError, type SqlError } from './sql-error.ts';
export { ExtensionError } from './extension-error.ts';
export { MisuseError } from './misuse.ts';
export { log } from './log.ts';
export { random } from './random.ts';
export { validate } from './validate.ts';
export type {
  BatchCall,
  BatchOfValues,
  EntityCall,
  EntityResolver,
  FieldCall,
  FieldResolver,
  KeyedQuery,
  ListQuery,
  ObjectQuery,
  RootCall,
  RootResolver,
} from './resolver.ts';
export type { Context, Repository, User } from './context.ts';
export type { Parents } from './parents.ts';
export type { ExtensionTypes, Schema } from './schema.ts';
export type { Json } from './json.ts';
export type { FromSchema as ConfigOf } from 'json-schema-to-ts';
