import type { Prepared } from './prepared-statements.ts';
import type { StatementKind } from './sql/policy.ts';

/** `refused`: the gate didn't let it through, or SQLite could not prepare it. */
export type ObservedKind = StatementKind | 'refused';

/**
 * Told of each statement of a guest when it has ended.
 * @param startedAt on the clock of this thread's `performance.now()`
 * @param milliseconds what it took, the gate and the reading of rows included
 * @param rows read, or changed
 */
export type StatementObserver = (
  kind: ObservedKind,
  startedAt: number,
  milliseconds: number,
  rows: number,
  hasFailed: boolean,
) => void;

export function observedKind(prepared: Prepared): ObservedKind {
  switch (prepared.kind) {
    case 'statement':
      return prepared.statement;
    case 'transaction':
      return 'transaction';
    case 'foreign-keys':
      return 'pragma';
    case 'refused':
      return 'refused';
  }
}

/** How many rows an outcome tells of, in the terms of either interface. */
export function rowsOf(outcome: object): number {
  const { rows, rowsAffected } = outcome as { readonly rows?: unknown; readonly rowsAffected?: unknown };
  if (Array.isArray(rows)) return rows.length;
  return Number(rows ?? rowsAffected ?? 0);
}
