import { addDurations, noDurations, type DurationFigures } from './durations.ts';
import { addErrors, type ErrorFigures } from './error-counts.ts';
import type { ProcessFigures } from './process-figures.ts';
import type { StatementFigures } from './statement-counts.ts';

/** What the calls of one guest have come to, since its process began. */
export interface GuestFigures {
  /** One for each call, from the time that it was asked for until it had an outcome. */
  readonly calls: DurationFigures;
  readonly errors: ErrorFigures;
  /** Units. */
  readonly fuel: number;
  readonly statements: StatementFigures;
}

/** What a subgraph's process tells of itself. */
export interface SubgraphFigures {
  readonly process: ProcessFigures;
  /** `null`: it has no guest. */
  readonly guest: GuestFigures | null;
}

export const noGuestFigures: GuestFigures = {
  calls: noDurations,
  errors: {},
  fuel: 0,
  statements: { durations: noDurations, rows: 0, failed: 0 },
};

export function addGuestFigures(one: GuestFigures, other: GuestFigures): GuestFigures {
  return {
    calls: addDurations(one.calls, other.calls),
    errors: addErrors(one.errors, other.errors),
    fuel: one.fuel + other.fuel,
    statements: {
      durations: addDurations(one.statements.durations, other.statements.durations),
      rows: one.statements.rows + other.statements.rows,
      failed: one.statements.failed + other.statements.failed,
    },
  };
}
