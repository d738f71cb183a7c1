import type { Connection } from './connection.ts';
import { hostPrefix } from './sql/policy.ts';

const savepoint = `${hostPrefix}statement`;

/** Undoes what `run` has changed when it comes to an error, or throws. */
export function undoable<Outcome extends { readonly kind: string }>(
  connection: Connection,
  run: () => Outcome,
): Outcome {
  const isOutermost = !connection.inTransaction;
  connection.exec(`SAVEPOINT ${savepoint}`);
  try {
    const outcome = run();
    connection.exec(`${outcome.kind === 'error' ? `ROLLBACK TO ${savepoint}; ` : ''}RELEASE ${savepoint}`);
    return outcome;
  } catch (error) {
    if (connection.inTransaction) {
      connection.exec(isOutermost ? 'ROLLBACK' : `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`);
    }
    throw error;
  }
}
