import type { DatabaseLimits } from '@forgepoint/common/database-limits.ts';
import type { Bound } from './bind.ts';
import type { Connection } from './connection.ts';
import type { QueryOutcome } from './outcomes.ts';
import type { PreparedStatement } from './prepared-statements.ts';
import { hostPrefix } from './sql/policy.ts';
import { fromSql, sizeOf, type RecordValue } from './values.ts';

const savepoint = `${hostPrefix}statement`;

/** Reads all rows of a statement, within limits. @throws Error of SQLite */
export function runQuery(
  { handle }: PreparedStatement,
  bound: Bound,
  connection: Connection,
  limits: DatabaseLimits,
): QueryOutcome {
  if (!handle.reader) return { kind: 'error', message: 'The statement returns no rows; use execute.' };
  if (handle.readonly) return readRows(handle.iterate(...bound), limits);
  return undoable(connection, () => readRows(handle.iterate(...bound), limits));
}

/** RETURNING has changed everything before its first row: when the rows cannot be given, that has to be undone. */
function undoable(connection: Connection, run: () => QueryOutcome): QueryOutcome {
  const isOutermost = !connection.inTransaction;
  connection.exec(`SAVEPOINT ${savepoint}`);
  try {
    const outcome = run();
    connection.exec(`${outcome.kind === 'rows' ? '' : `ROLLBACK TO ${savepoint}; `}RELEASE ${savepoint}`);
    return outcome;
  } catch (error) {
    if (connection.inTransaction) {
      connection.exec(isOutermost ? 'ROLLBACK' : `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`);
    }
    throw error;
  }
}

function readRows(
  source: IterableIterator<unknown>,
  { maxRows, maxResultBytes }: DatabaseLimits,
): QueryOutcome {
  const rows: RecordValue[][] = [];
  let size = 0;
  for (const row of source as IterableIterator<unknown[]>) {
    for (const cell of row) size += sizeOf(cell);
    if (rows.length === maxRows || size > maxResultBytes) {
      return {
        kind: 'error',
        message: `The result is larger than ${maxRows} rows or ${maxResultBytes} bytes; add a LIMIT.`,
      };
    }
    rows.push(row.map(fromSql));
  }
  return { kind: 'rows', rows };
}
