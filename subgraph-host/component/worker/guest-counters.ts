import type { Counter } from '@forgepoint/common/admission/counters.ts';

/** The counters of one instance as globals that its code imports. */
export type CounterGlobals = Readonly<Record<Counter, WebAssembly.Global>>;

/**
 * What the guest's code takes from and the host gives: fuel for the call that runs, and pages for its memories.
 * Outside of calls there is no fuel: whatever of the guest runs then traps at once.
 */
export class GuestCounters {
  readonly #growPages: number;
  #globals: CounterGlobals;
  #given = 0n;
  #refusalsBefore = 0;

  /** @param growPages pages of 64 KiB beyond those that memories begin with, 0 to 65 536 */
  constructor(growPages: number) {
    this.#growPages = growPages;
    this.#globals = newGlobals(growPages);
  }

  /** Counters for a new instance; those of the one before are of no more use. */
  renew(): CounterGlobals {
    const fuel = this.#globals.fuel.value;
    this.#globals.fuel.value = 0n;
    this.#globals = newGlobals(this.#growPages);
    this.#globals.fuel.value = fuel;
    this.#refusalsBefore = 0;
    return this.#globals;
  }

  /** Gives fuel for what runs next. */
  begin(units: bigint): void {
    this.#given = units;
    this.#globals.fuel.value = units;
    this.#refusalsBefore = Number(this.#globals.refusals.value);
  }

  /** Takes back what is left. @returns the units that were used */
  end(): number {
    const used = this.#given - this.#left();
    this.#given = 0n;
    this.#globals.fuel.value = 0n;
    return Number(used);
  }

  /** Takes fuel for work that the host does for the guest, which traps at its next step when none is left. */
  charge(units: number): void {
    this.#globals.fuel.value = this.#left() - BigInt(Math.ceil(units));
  }

  /** By how many pages the memories of the instance have grown. */
  get grownPages(): number {
    return this.#growPages - Number(this.#globals.pages.value);
  }

  /** Why the guest may have trapped since `begin`. */
  get lack(): 'fuel' | 'memory' | undefined {
    if (this.#left() < 0n) return 'fuel';
    return Number(this.#globals.refusals.value) === this.#refusalsBefore ? undefined : 'memory';
  }

  #left(): bigint {
    return BigInt(this.#globals.fuel.value);
  }
}

function newGlobals(growPages: number): CounterGlobals {
  return {
    fuel: new WebAssembly.Global({ value: 'i64', mutable: true }, 0n),
    pages: new WebAssembly.Global({ value: 'i32', mutable: true }, growPages),
    refusals: new WebAssembly.Global({ value: 'i32', mutable: true }, 0),
  };
}
