import { shortened } from './values.ts';

/** A statement that was not carried out; nothing of it was. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  /** SQLite's extended result code, such as `SQLITE_CONSTRAINT_UNIQUE`, or one of the host's, such as `FORGE_LIMIT_EXCEEDED`. */
  readonly code: string;
  readonly statement: string;

  constructor(code: string, message: string, statement: string) {
    super(`${message} (${code}) in "${shortened(statement)}"`);
    this.code = code;
    this.statement = statement;
  }
}

/**
 * Whether a statement has failed with that code:
 * `catch (error) { if (isSqlError(error, 'SQLITE_CONSTRAINT_UNIQUE')) throw new ExtensionError('SLUG_TAKEN', '…'); throw error; }`
 */
export function isSqlError(error: unknown, code?: string): error is SqlError {
  return error instanceof SqlError && (code === undefined || error.code === code);
}

/** Calls the host. @throws SqlError */
export function carryOut<Result>(statement: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw toSqlError(error, statement);
  }
}

/** The engine throws the error of a WIT result as the payload of an error of its own, or as it is. */
export function toSqlError(error: unknown, statement: string): unknown {
  const payload: unknown =
    typeof error === 'object' && error !== null ? (Reflect.get(error, 'payload') ?? error) : error;
  if (typeof payload !== 'object' || payload === null) return error;
  const { code, message } = payload as { code?: unknown; message?: unknown };
  return typeof code === 'string' ? new SqlError(code, String(message), statement) : error;
}
