/** Closed: requests pass. Open: they fail at once. Probing: one passes, and decides. */
type BreakerState =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly until: number }
  | { readonly kind: 'probing' };

export interface BreakerPolicy {
  /** Failures in a row that open it. */
  readonly threshold: number;
  /** How long it stays open; milliseconds. */
  readonly openMs: number;
}

/** Spares a subgraph that does not answer, and its callers the wait. The clock is the caller's. */
export class CircuitBreaker {
  readonly #policy: BreakerPolicy;
  readonly #now: () => number;
  #state: BreakerState = { kind: 'closed', failures: 0 };

  constructor(policy: BreakerPolicy, now: () => number) {
    this.#policy = policy;
    this.#now = now;
  }

  /** Whether a request may be sent; one that may has to be followed by `succeeded` or `failed`. */
  mayPass(): boolean {
    switch (this.#state.kind) {
      case 'closed':
        return true;
      case 'probing':
        return false;
      case 'open':
        if (this.#now() < this.#state.until) return false;
        this.#state = { kind: 'probing' };
        return true;
    }
  }

  succeeded(): void {
    this.#state = { kind: 'closed', failures: 0 };
  }

  failed(): void {
    const failures = this.#state.kind === 'closed' ? this.#state.failures + 1 : this.#policy.threshold;
    this.#state =
      failures < this.#policy.threshold
        ? { kind: 'closed', failures }
        : { kind: 'open', until: this.#now() + this.#policy.openMs };
  }
}
