import { Durations } from '@forgepoint/common/metrics/durations.ts';
import { ErrorCounts } from '@forgepoint/common/metrics/error-counts.ts';
import { StatementCounts } from '@forgepoint/common/metrics/statement-counts.ts';
import type { GuestFigures } from '@forgepoint/common/metrics/subgraph-figures.ts';
import type { CallEnd, CallOutcome } from './guest-call.ts';

/** What the calls of an extension have come to since its process began, whichever version of it they were made to. */
export class GuestCounts {
  readonly statements: StatementCounts = new StatementCounts();
  readonly #calls = new Durations();
  readonly #errors = new ErrorCounts();
  #fuel = 0;

  /** @param startedAt when these calls, which went to the guest together, were asked for; `performance.now()` */
  note(startedAt: number, outcomes: readonly CallOutcome[]): void {
    this.#calls.note((performance.now() - startedAt) / 1_000, outcomes.length);
    for (const outcome of outcomes) {
      this.#fuel += outcome.fuel ?? 0;
      if (outcome.kind !== 'json') this.#noteErrors(outcome);
    }
  }

  figures(): GuestFigures {
    return {
      calls: this.#calls.figures(),
      errors: this.#errors.figures(),
      fuel: this.#fuel,
      statements: this.statements.figures(),
    };
  }

  /** A call over many parents that fails for some of them counts once. */
  #noteErrors(end: CallEnd): void {
    const code = codeOf(end);
    if (code !== undefined) this.#errors.note(code);
  }
}

function codeOf(end: CallEnd): string | undefined {
  switch (end.kind) {
    case 'json':
      return undefined;
    case 'failed':
      return end.code;
    // In its own words.
    case 'failure':
      return 'EXTENSION_ERROR';
    case 'each':
    case 'parts':
      return end.outcomes.map(codeOf).find((code) => code !== undefined);
  }
}
