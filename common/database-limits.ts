/** What the database of one extension may hold, and what its statements may cost. */
export interface DatabaseLimits {
  /** The database file; its log may grow as large again while a transaction runs. Bytes. */
  readonly maxDatabaseBytes: number;
  /** All temporary tables together; they are kept in memory. Bytes. */
  readonly maxTemporaryBytes: number;
  /** Rows of one result. */
  readonly maxRows: number;
  /** What the rows of one result take in memory, bytes. */
  readonly maxResultBytes: number;
  /** Values bound to one statement. */
  readonly maxParameters: number;
  /** What the values bound to one statement take in memory, bytes. */
  readonly maxParameterBytes: number;
  /** One statement, UTF-16 units. */
  readonly maxSqlLength: number;
  /** One migration script, UTF-16 units. */
  readonly maxScriptLength: number;
  /** Statements of one call whose text was not seen lately: SQLite keeps them all until the call ends. */
  readonly maxNewStatements: number;
}

export const defaultDatabaseLimits: DatabaseLimits = {
  maxDatabaseBytes: 1024 ** 3,
  maxTemporaryBytes: 64 * 1024 ** 2,
  maxRows: 100_000,
  maxResultBytes: 32 * 1024 ** 2,
  maxParameters: 32_766,
  maxParameterBytes: 32 * 1024 ** 2,
  maxSqlLength: 1024 ** 2,
  maxScriptLength: 8 * 1024 ** 2,
  maxNewStatements: 10_000,
};

/** @param databaseMb largest size of the database, MiB */
export function databaseLimitsOf(databaseMb: number): DatabaseLimits {
  return { ...defaultDatabaseLimits, maxDatabaseBytes: databaseMb * 1024 ** 2 };
}
