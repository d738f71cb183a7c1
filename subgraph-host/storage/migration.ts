import { createHash } from 'node:crypto';
import type { DatabaseLimits } from '@forgepoint/common/database-limits.ts';
import { messageOf } from '@forgepoint/common/forge-error.ts';
import type { Connection } from './connection.ts';
import { parseScript, runScript, type ScriptStep } from './script.ts';
import { hostPrefix } from './sql/policy.ts';

const ledger = `main.${hostPrefix}migrations`;
const savepoint = `${hostPrefix}migration`;

/**
 * Runs a script once for all times, by the hash of its text, in one transaction: the script's own transactions are
 * parts of that. A script that switches foreign keys off runs without them, as altering a table needs it, and is
 * checked for dangling references at its end.
 * @returns what failed, with its place in the script and SQLite's error as its cause; nothing of the script is stored then
 * @see https://sqlite.org/lang_altertable.html#otheralter
 */
export function runMigration(
  connection: Connection,
  script: string,
  { maxScriptLength, maxSqlLength }: DatabaseLimits,
): Error | undefined {
  if (script.length > maxScriptLength)
    return new Error(`A migration may have ${maxScriptLength} characters.`);
  const hash = createHash('sha256').update(script).digest('hex');
  try {
    if (hasRun(connection, hash)) return undefined;
    const steps = parseScript(script, maxSqlLength);
    const withoutForeignKeys = steps.some(({ gated }) => gated.kind === 'foreign-keys' && !gated.on);
    if (!withoutForeignKeys) return inTransaction(connection, () => runOnce(connection, script, hash, steps));
    if (connection.inTransaction) {
      return new Error(
        'PRAGMA foreign_keys = OFF works only in a migration outside of a transaction, such as in init.',
      );
    }
    connection.pragma('foreign_keys = OFF');
    try {
      return inTransaction(connection, () => {
        runOnce(connection, script, hash, steps);
        assertForeignKeys(connection);
      });
    } finally {
      connection.pragma('foreign_keys = ON');
    }
  } catch (error) {
    return error instanceof Error ? error : new Error(messageOf(error));
  }
}

/** Another process may have run the script in the meantime. */
function runOnce(connection: Connection, script: string, hash: string, steps: readonly ScriptStep[]): void {
  if (hasRun(connection, hash)) return;
  runScript(connection, script, steps);
  connection.prepare(`INSERT INTO ${ledger} VALUES (?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))`).run(hash);
}

function hasRun(connection: Connection, hash: string): boolean {
  return connection.prepare(`SELECT 1 FROM ${ledger} WHERE hash = ?`).get(hash) !== undefined;
}

/** @throws Error whatever `work` throws, when everything it did is undone; or when it cannot be committed */
function inTransaction(connection: Connection, work: () => void): undefined {
  const isNested = connection.inTransaction;
  connection.exec(isNested ? `SAVEPOINT ${savepoint}` : 'BEGIN IMMEDIATE');
  try {
    work();
    connection.exec(isNested ? `RELEASE ${savepoint}` : 'COMMIT');
    return undefined;
  } catch (error) {
    if (connection.inTransaction) {
      connection.exec(isNested ? `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}` : 'ROLLBACK');
    }
    throw error;
  }
}

/** @throws Error that names the first row which refers to nothing */
export function assertForeignKeys(connection: Connection): void {
  const [first] = connection.pragma('main.foreign_key_check') as { table: string; parent: string }[];
  if (first === undefined) return;
  throw new Error(`The migration leaves a row of ${first.table} that refers to no row of ${first.parent}.`);
}
