import type { Bound } from './bind.ts';
import type { ExecOutcome } from './outcomes.ts';
import type { PreparedStatement } from './prepared-statements.ts';

/** Runs a statement for what it changes. @param lastRowid asks SQLite @throws Error of SQLite */
export function runExecute(
  { handle, statement, insertTarget }: PreparedStatement,
  bound: Bound,
  lastRowid: () => bigint,
): ExecOutcome {
  if (statement === 'select') return { kind: 'error', message: 'The statement returns rows; use query.' };
  const rowidBefore = insertTarget?.updatesOnConflict === true ? lastRowid() : undefined;
  let changes = 0;
  let rowidAfter: bigint | undefined;
  if (handle.reader) {
    for (const _row of handle.iterate(...bound)) changes += 1;
  } else {
    const result = handle.run(...bound);
    changes = result.changes;
    rowidAfter = BigInt(result.lastInsertRowid);
  }
  const changesRows = statement === 'insert' || statement === 'update' || statement === 'delete';
  const unchanged: ExecOutcome = { kind: 'changed', rowsAffected: 0n, lastInsertId: undefined };
  if (!changesRows || changes === 0) return unchanged;
  const rowsAffected = BigInt(changes);
  if (insertTarget === undefined) return { kind: 'changed', rowsAffected, lastInsertId: undefined };
  rowidAfter ??= lastRowid();
  // An upsert that updates leaves SQLite's last rowid as it was.
  const inserted = rowidAfter !== rowidBefore;
  return {
    kind: 'changed',
    rowsAffected,
    lastInsertId: inserted ? BigInt.asUintN(64, rowidAfter) : undefined,
  };
}
