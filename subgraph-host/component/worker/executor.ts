import { ForgeError } from '@forgepoint/common/forge-error.ts';
import {
  failed,
  requestOf,
  sizeOfCall,
  type CallMode,
  type CallOutcome,
  type GuestCall,
} from '../guest-call.ts';
import { wholeBatch } from '../progress.ts';
import type { Batch } from '../protocol.ts';
import { takeApart } from '../take-apart.ts';
import { attempt, type Attempt, type AttemptParts } from './attempt.ts';
import { maxBatchLength, withinBudget } from './result-length.ts';
import type { Instance } from './instance.ts';
import type { Trap } from './trap.ts';

export interface ExecutorParts extends AttemptParts {
  /** A new instance whose `init` has run. @throws ForgeError when the guest cannot be started */
  readonly startInstance: () => Instance;
  readonly onDiscard: (trap: Trap, requestId: string | undefined) => void;
  /** Frees the memory of instances that were discarded, which the engine would do some time. */
  readonly collectGarbage: () => void;
}

/** 8 MiB: worth the milliseconds that collecting takes. */
const largePages = 128;
/** A guest that traps at each of many calls would keep all others waiting. */
const maxReplacements = 16;

/** Runs batches on the current instance and replaces it when a call throws out of it. */
export class Executor {
  readonly #parts: ExecutorParts;
  #instance: Instance;
  #replacementsLeft = maxReplacements;

  constructor(parts: ExecutorParts, instance: Instance) {
    this.#parts = parts;
    this.#instance = instance;
  }

  /** Calls go to this instance from now on. */
  use(instance: Instance): void {
    this.#instance = instance;
  }

  /** @throws ForgeError when the thread is of no more use: a new instance does not start, or the stack has run over */
  run({ id, mode, calls, apart }: Batch): readonly CallOutcome[] {
    const { progress } = this.#parts;
    this.#replacementsLeft = maxReplacements;
    const together = mode === 'read' && !apart && calls.length > 1 && this.#instance.traits.takesTogether;
    const outcomes = together
      ? this.#together(calls, () => progress.begin(id, wholeBatch))
      : calls.map((call, index) => this.#alone(call, mode, () => progress.begin(id, index)));
    progress.end();
    // A write that is stored has to be answered.
    return mode === 'write' ? outcomes : withinBudget(outcomes, maxBatchLength(this.#parts.maxResultLength));
  }

  shutdown(): void {
    const { counters, database, limits } = this.#parts;
    if (this.#instance.traits.shutsDownWithDatabase) database.begin('init');
    counters.begin(BigInt(limits.fuelPerCall));
    try {
      this.#instance.shutdown();
    } finally {
      counters.end();
      database.end(true);
    }
  }

  /** All of them in one go. When the guest traps, nobody knows at which: each is asked for on its own. */
  #together(calls: readonly GuestCall[], begin: () => void): readonly CallOutcome[] {
    begin();
    const first = this.#attempt(calls, 'read');
    if (first.kind === 'trapped') return this.#apart(calls, begin, first.fuel);
    // Nobody knows what each of the calls has used.
    return first.ends.map((end) => ({ ...end, fuel: first.fuel / calls.length }));
  }

  #alone(call: GuestCall, mode: CallMode, begin: () => void): CallOutcome {
    if (this.#replacementsLeft === 0) return trappedTooOften();
    begin();
    const first = this.#attempt([call], mode);
    if (first.kind === 'ended') return outcomeOf(first);
    if (sizeOfCall(call) > 1) return onlyOne(this.#apart([call], begin, first.fuel));
    // Out of fuel, the same call would be so again.
    if (mode === 'write' || first.trap.lack === 'fuel') return trapped(first.trap, first.fuel, mode);
    // A guest that leaks runs out of memory some day: the same read on a fresh instance may well succeed.
    return this.#lastTime(call, begin, first.fuel);
  }

  /** One value at a time, each for the last time. */
  #apart(calls: readonly GuestCall[], begin: () => void, fuelBefore: number): readonly CallOutcome[] {
    const parts = takeApart(calls);
    return parts.reassemble(
      parts.calls.map((call, index) => this.#lastTime(call, begin, index === 0 ? fuelBefore : 0)),
    );
  }

  #lastTime(call: GuestCall, begin: () => void, fuelBefore: number): CallOutcome {
    if (this.#replacementsLeft === 0) return trappedTooOften();
    begin();
    const last = this.#attempt([call], 'read');
    const fuel = fuelBefore + last.fuel;
    return last.kind === 'ended' ? { ...outcomeOf(last), fuel } : trapped(last.trap, fuel, 'read');
  }

  #attempt(calls: readonly GuestCall[], mode: CallMode): Attempt {
    const made = attempt(this.#parts, this.#instance, calls, mode);
    if (made.kind === 'trapped') {
      this.#replace(made.trap, calls[0] === undefined ? undefined : requestOf(calls[0]));
    }
    return made;
  }

  #replace(trap: Trap, requestId: string | undefined): void {
    const { counters, onDiscard, startInstance, collectGarbage } = this.#parts;
    if (trap.overflow) throw new ForgeError(trap.code, toldOf(trap));
    this.#replacementsLeft -= 1;
    const isLarge = counters.grownPages >= largePages;
    onDiscard(trap, requestId);
    this.#instance = startInstance();
    if (isLarge) collectGarbage();
  }
}

function outcomeOf({ ends, fuel }: Attempt & { readonly kind: 'ended' }): CallOutcome {
  return { ...onlyOne(ends), fuel };
}

function toldOf({ code, message }: Trap): string {
  return code === 'EXTENSION_TRAPPED'
    ? `It stopped with a trap (${message}); its author has to mend that.`
    : message;
}

function trapped(trap: Trap, fuel: number, mode: CallMode): CallOutcome {
  const what = toldOf(trap);
  const told = mode === 'write' ? `${what} Nothing of the mutation was stored.` : what;
  return { ...failed(trap.code, told), fuel };
}

function trappedTooOften(): CallOutcome {
  return { ...failed('EXTENSION_TRAPPED', 'It trapped too often while this request was answered.'), fuel: 0 };
}

function onlyOne<Item>([item]: readonly Item[]): Item {
  if (item === undefined) throw new Error('there is none');
  return item;
}
