import { messageOf } from '@forgepoint/common/forge-error.ts';
import type { Connection } from './connection.ts';
import { GuestTransaction } from './guest-transaction.ts';
import { gate, type GatedStatement } from './sql/gate.ts';
import { splitScript } from './sql/split-script.ts';

/** A statement of a migration script. */
export interface ScriptStep {
  readonly sql: string;
  /** UTF-16 units from the beginning of the script. */
  readonly start: number;
  readonly gated: Exclude<GatedStatement, { kind: 'refused' }>;
}

/** @throws Error that names the first statement which may not be run */
export function parseScript(script: string, maxSqlLength: number): readonly ScriptStep[] {
  const steps: ScriptStep[] = [];
  for (const { sql, start } of splitScript(script)) {
    const gated: GatedStatement =
      sql.length > maxSqlLength
        ? { kind: 'refused', reason: `A statement may have ${maxSqlLength} characters.` }
        : gate(sql);
    if (gated.kind === 'refused') throw failure(script, steps.length + 1, start, gated.reason);
    steps.push({ sql, start, gated });
  }
  return steps;
}

/**
 * Runs the statements of a script; its own transactions become savepoints, and none of them may stay open.
 * @throws Error that names the statement which failed, with SQLite's error as its cause
 */
export function runScript(connection: Connection, script: string, steps: readonly ScriptStep[]): void {
  const transaction = new GuestTransaction(connection);
  for (const [index, step] of steps.entries()) {
    try {
      run(connection, transaction, step);
    } catch (error) {
      throw failure(script, index + 1, step.start, messageOf(error), error);
    }
  }
  if (transaction.isOpen) throw new Error('The migration leaves a transaction open; it needs a COMMIT.');
}

function run(connection: Connection, transaction: GuestTransaction, { sql, gated }: ScriptStep): void {
  switch (gated.kind) {
    case 'foreign-keys':
      return;
    case 'transaction': {
      const problem = transaction.run(gated.command);
      if (problem !== undefined) throw new Error(problem);
      return;
    }
    case 'statement': {
      // Without a semicolon SQLite cannot see more than one statement, and exec frees it at once.
      if (gated.parameters.length === 0 && !sql.includes(';')) {
        connection.exec(sql);
        return;
      }
      const statement = connection.prepare(sql);
      if (!statement.reader) statement.run();
      else for (const _row of statement.iterate()) continue;
    }
  }
}

function failure(script: string, number: number, start: number, reason: string, cause?: unknown): Error {
  const before = script.slice(0, start);
  const line = before.split('\n').length;
  const column = start - before.lastIndexOf('\n');
  const message = `Statement ${number} of the migration (line ${line}, column ${column}) failed: ${reason}`;
  return new Error(message, { cause });
}
