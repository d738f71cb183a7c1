import { ForgeError } from '@forgepoint/common/forge-error.ts';

/** Why a statement was not carried out. */
export interface SqlFailure {
  readonly kind: 'error';
  /** SQLite's extended result code, or one of the host's. */
  readonly code: string;
  readonly message: string;
}

/** The host's own codes; WIT `sql-error` of 0.3.0 says what each means. */
export type HostSqlCode =
  | 'FORGE_STATEMENT_REFUSED'
  | 'FORGE_STATEMENT_MISUSED'
  | 'FORGE_PARAMETERS_INVALID'
  | 'FORGE_COLUMNS_INVALID'
  | 'FORGE_LIMIT_EXCEEDED'
  | 'FORGE_TRANSACTION_INVALID'
  | 'FORGE_TRANSACTION_UNDONE'
  | 'FORGE_PERMISSION_MISSING'
  | 'FORGE_NOT_IN_CALL';

export function sqlFailure(code: HostSqlCode, message: string): SqlFailure {
  return { kind: 'error', code, message };
}

/**
 * The code of what better-sqlite3 has thrown, also when the host has said more about it; without one, it is the binding
 * of values that failed.
 */
export function sqliteCode(error: unknown): string {
  const thrown = error instanceof ForgeError ? error.cause : error;
  const code: unknown =
    typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, 'code') : undefined;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : 'FORGE_PARAMETERS_INVALID';
}
