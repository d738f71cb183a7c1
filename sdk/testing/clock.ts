/** The time that an extension sees: it stands still until a test moves it. */
export class TestClock {
  #nowMs: number;
  #passedNs = 0n;

  /** @param now a date, milliseconds since 1970, or a text such as `2026-01-31T09:30:00Z` */
  constructor(now: Date | number | string) {
    this.#nowMs = millisecondsOf(now);
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  /** @param ms how much time passes, at least 0 */
  advance(ms: number): void {
    if (!Number.isFinite(ms) || ms < 0) {
      throw new TypeError(`clock.advance(${ms}) can't go back. Write clock.set(date) for another time.`);
    }
    this.#nowMs += ms;
    this.#passedNs += BigInt(Math.round(ms * 1_000_000));
  }

  set(now: Date | number | string): void {
    this.#nowMs = millisecondsOf(now);
  }

  /** Nanoseconds that have passed. */
  passedNs(): bigint {
    return this.#passedNs;
  }
}

function millisecondsOf(now: Date | number | string): number {
  const ms = new Date(now).getTime();
  if (!Number.isNaN(ms)) return ms;
  throw new TypeError(`"${String(now)}" is no time. Write one such as "2026-01-31T09:30:00Z".`);
}
