import type { DatabaseLimits } from '@forgepoint/common/database-limits.ts';
import type { Bound } from './bind.ts';
import type { Connection } from './connection.ts';
import type { QueryOutcome } from './outcomes.ts';
import type { PreparedStatement } from './prepared-statements.ts';
import { undoable } from './undoable.ts';
import { fromSql, sizeOf, type RecordValue } from './values.ts';

/** Reads all rows of a statement, within limits. @throws Error of SQLite */
export function runQuery(
  { handle }: PreparedStatement,
  bound: Bound,
  connection: Connection,
  limits: DatabaseLimits,
): QueryOutcome {
  if (!handle.reader) return { kind: 'error', message: 'The statement returns no rows; use execute.' };
  if (handle.readonly) return readRows(handle.iterate(...bound), limits);
  // RETURNING has changed everything before its first row: when the rows cannot be given, that has to be undone.
  return undoable(connection, () => readRows(handle.iterate(...bound), limits));
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
