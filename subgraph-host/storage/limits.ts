export interface DatabaseLimits {
  readonly maxRows: number;
  readonly maxResultBytes: number;
  readonly maxParameters: number;
  readonly maxSqlLength: number;
  readonly maxDatabaseBytes: number;
}

export const databaseLimits: DatabaseLimits = {
  maxRows: 100_000,
  maxResultBytes: 32 * 1024 * 1024,
  maxParameters: 32_766,
  maxSqlLength: 1024 * 1024,
  maxDatabaseBytes: 1024 ** 3,
};
