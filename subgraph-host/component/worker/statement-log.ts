import { performance } from 'node:perf_hooks';
import { maxStatementSpans } from '@forgepoint/common/tracing/host-spans.ts';
import type { StatementObserver } from '../../storage/statement-observer.ts';
import { isTraced, type CallOutcome, type RunStatement } from '../guest-call.ts';
import type { Batch } from '../protocol.ts';

/** Notes the statements of batches that are traced. */
export class StatementLog {
  #statements: RunStatement[] | undefined;

  /** @see StatementObserver */
  readonly note: StatementObserver = (kind, startedAt, milliseconds, rows, hasFailed) => {
    if (this.#statements === undefined || this.#statements.length === maxStatementSpans) return;
    this.#statements.push({
      kind,
      startedAt: performance.timeOrigin + startedAt,
      milliseconds,
      rows,
      hasFailed,
    });
  };

  /** @returns the outcomes, and with the first of them the statements when the batch is traced */
  during(batch: Batch, run: () => readonly CallOutcome[]): readonly CallOutcome[] {
    const [first] = batch.calls;
    if (first === undefined || !isTraced(first)) return run();
    const statements: RunStatement[] = [];
    this.#statements = statements;
    try {
      const [outcome, ...others] = run();
      return outcome === undefined ? [] : [{ ...outcome, statements }, ...others];
    } finally {
      this.#statements = undefined;
    }
  }
}
