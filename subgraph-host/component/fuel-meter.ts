import type { CallOutcome } from './guest-call.ts';

/** What the calls of one request have used. */
export class FuelMeter {
  requestId: string | undefined;
  /** How many came to an outcome. */
  calls = 0;
  /** Units, of the calls of which they are known. */
  fuel = 0;

  /** @returns the same outcomes */
  count(outcomes: readonly CallOutcome[]): readonly CallOutcome[] {
    this.calls += outcomes.length;
    for (const { fuel } of outcomes) this.fuel += fuel ?? 0;
    return outcomes;
  }
}
