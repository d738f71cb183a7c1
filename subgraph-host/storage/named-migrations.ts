import { createHash } from 'node:crypto';
import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import { isDamage } from '@forgepoint/common/database/database-error.ts';
import { messageOf } from '@forgepoint/common/forge-error.ts';
import type { DatabaseLimits } from '@forgepoint/common/database-limits.ts';
import type { Connection } from './connection.ts';
import { assertForeignKeys } from './migration.ts';
import { parseScript, runScript } from './script.ts';
import { hostPrefix } from './sql/policy.ts';

/** A step of an extension's database, as its component gives it. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

export type MigrationOutcome =
  | { readonly kind: 'done'; readonly applied: readonly string[] }
  | {
      readonly kind: 'refused';
      readonly code: ErrorCode & `EXTENSION_MIGRATION_${string}`;
      readonly message: string;
      readonly remedy: string;
    };

interface LedgerRow {
  readonly name: string;
  readonly hash: string;
}

const ledger = `main.${hostPrefix}ledger`;
const createLedger = `CREATE TABLE IF NOT EXISTS ${ledger} (
  position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, applied_at TEXT NOT NULL
) STRICT`;
const maxMigrations = 10_000;
const validName = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * Runs the migrations that have not run, all of them in one transaction. The ledger must be a beginning of the
 * list: same names, same scripts, same order. So neither a changed history nor an older version of the
 * extension ever works on a database that is not its own.
 * @throws what SQLite throws when the file is damaged
 */
export function applyMigrations(
  connection: Connection,
  migrations: readonly Migration[],
  limits: DatabaseLimits,
): MigrationOutcome {
  const invalid = invalidList(migrations);
  if (invalid !== undefined) return invalid;
  // A table that others refer to can only be built anew while keys are not enforced; they are checked at the end.
  connection.pragma('foreign_keys = OFF');
  try {
    connection.exec('BEGIN IMMEDIATE');
    const outcome = applyPending(connection, migrations, limits);
    if (outcome.kind === 'done') connection.exec('COMMIT');
    return outcome;
  } catch (error) {
    if (isDamage(error)) throw error;
    return failed(
      `The migrations could not be stored. ${messageOf(error)}`,
      'When the extension is not to blame, try again.',
    );
  } finally {
    if (connection.inTransaction) connection.exec('ROLLBACK');
    connection.pragma('foreign_keys = ON');
  }
}

function applyPending(
  connection: Connection,
  migrations: readonly Migration[],
  limits: DatabaseLimits,
): MigrationOutcome {
  connection.exec(createLedger);
  const done = connection.prepare(`SELECT name, hash FROM ${ledger} ORDER BY position`).all() as LedgerRow[];
  const changed = historyProblem(done, migrations);
  if (changed !== undefined) return changed;
  const pending = migrations.slice(done.length);
  const record = connection.prepare(
    `INSERT INTO ${ledger} VALUES (?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))`,
  );
  for (const [index, migration] of pending.entries()) {
    const problem = runMigration(connection, migration, limits);
    if (problem !== undefined) return problem;
    record.run(done.length + index, migration.name, hashOf(migration.sql));
  }
  if (pending.length > 0) assertForeignKeys(connection);
  return { kind: 'done', applied: pending.map(({ name }) => name) };
}

function runMigration(
  connection: Connection,
  { name, sql }: Migration,
  { maxScriptLength, maxSqlLength }: DatabaseLimits,
): MigrationOutcome | undefined {
  if (sql.length > maxScriptLength) {
    return failed(`The migration "${name}" has more than ${maxScriptLength} characters.`, 'Split it.');
  }
  try {
    runScript(connection, sql, parseScript(sql, maxSqlLength));
    return undefined;
  } catch (error) {
    if (isDamage(error)) throw error;
    return failed(
      `The migration "${name}" cannot be run. ${messageOf(error)}.`,
      'Its author has to correct the script.',
    );
  }
}

function historyProblem(
  done: readonly LedgerRow[],
  migrations: readonly Migration[],
): MigrationOutcome | undefined {
  const names = new Set(migrations.map(({ name }) => name));
  for (const [index, { name, hash }] of done.entries()) {
    const migration = migrations[index];
    if (migration?.name === name) {
      if (hashOf(migration.sql) === hash) continue;
      return changedHistory(
        `The migration "${name}" has changed since it ran on this database.`,
        'Its author has to restore the script and put the change into a new migration.',
      );
    }
    if (names.has(name)) {
      return changedHistory(
        `The migration "${name}" ran as number ${index + 1} on this database and stands elsewhere in the list now.`,
        'Its author has to put new migrations at the end.',
      );
    }
    return changedHistory(
      `The database was migrated by "${name}", which this version of the extension does not have.`,
      'Install the version that has it or a newer one, or restore a backup of the database.',
    );
  }
  return undefined;
}

function invalidList(migrations: readonly Migration[]): MigrationOutcome | undefined {
  const remedy = 'Its author has to mend the list.';
  if (migrations.length > maxMigrations) {
    return failed(`The extension has more than ${maxMigrations} migrations.`, remedy);
  }
  const seen = new Set<string>();
  for (const { name } of migrations) {
    if (!validName.test(name)) {
      return failed(
        `"${name.slice(0, 128)}" is no name of a migration.`,
        'Use 1 to 128 letters, digits, dots, hyphens and underscores.',
      );
    }
    if (seen.has(name)) return failed(`Two migrations have the name "${name}".`, remedy);
    seen.add(name);
  }
  return undefined;
}

/** A checkout with other line ends has the same scripts. */
function hashOf(sql: string): string {
  return createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');
}

function failed(message: string, remedy: string): MigrationOutcome {
  return { kind: 'refused', code: 'EXTENSION_MIGRATION_FAILED', message, remedy };
}

function changedHistory(message: string, remedy: string): MigrationOutcome {
  return { kind: 'refused', code: 'EXTENSION_MIGRATION_CHANGED', message, remedy };
}
