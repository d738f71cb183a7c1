import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import type { ExtensionLimits } from '@forgepoint/common/extension-limits.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { ExtensionDatabase } from '../../storage/extension-database.ts';
import type { CallMode, CallOutcome, GuestCall } from '../guest-call.ts';
import type { Progress } from '../progress.ts';
import type { Batch } from '../protocol.ts';
import type { GuestCounters } from './guest-counters.ts';
import type { Instance } from './instance.ts';
import { trapOf, type Trap } from './trap.ts';

/** Of an error in the guest's words; what is shown of it is shorter. */
const maxMessageLength = 4_000;

interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
}

export interface ExecutorParts {
  readonly database: ExtensionDatabase;
  readonly counters: GuestCounters;
  readonly limits: ExtensionLimits;
  readonly progress: Progress;
  readonly maxResultLength: number;
  /** A new instance whose `init` has run. @throws ForgeError when the guest cannot be started */
  readonly startInstance: () => Instance;
  readonly onDiscard: (trap: Trap) => void;
  /** Frees the memory of instances that were discarded, which the engine would do some time. */
  readonly collectGarbage: () => void;
}

/** 8 MiB: worth the milliseconds that collecting takes. */
const largePages = 128;

/** How a call ended, whatever fuel it used. */
type End =
  | { readonly kind: 'json'; readonly json: string }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string }
  | { readonly kind: 'trapped'; readonly trap: Trap };

/** Runs batches on the current instance and replaces it when a call throws out of it. */
export class Executor {
  readonly #parts: ExecutorParts;
  readonly #fuelPerCall: bigint;
  #instance: Instance;

  constructor(parts: ExecutorParts, instance: Instance) {
    this.#parts = parts;
    this.#fuelPerCall = BigInt(parts.limits.fuelPerCall);
    this.#instance = instance;
  }

  /** Calls go to this instance from now on. */
  use(instance: Instance): void {
    this.#instance = instance;
  }

  /** @throws ForgeError when the guest was discarded and a new instance does not start */
  run(batch: Batch): readonly CallOutcome[] {
    const { progress } = this.#parts;
    let lengthLeft = this.#parts.maxResultLength * 2;
    const outcomes = batch.calls.map((call, index) => {
      progress.begin(batch.id, index);
      const outcome = this.#call(call, batch.mode);
      if (outcome.kind === 'json') lengthLeft -= outcome.json.length;
      // A write that is stored has to be answered.
      if (lengthLeft >= 0 || batch.mode === 'write') return outcome;
      return failedCall(tooMuch('results of one request'), outcome.fuel);
    });
    progress.end();
    return outcomes;
  }

  shutdown(): void {
    const { counters, database } = this.#parts;
    database.begin('init');
    counters.begin(this.#fuelPerCall);
    try {
      this.#instance.shutdown();
    } finally {
      counters.end();
      database.end(true);
    }
  }

  #call(call: GuestCall, mode: CallMode): CallOutcome {
    const first = this.#attempt(call, mode);
    if (first.kind !== 'trapped') return first;
    this.#replace(first.trap);
    // Out of fuel, the same call would be so again.
    if (mode === 'write' || first.trap.lack === 'fuel') return trapped(first.trap, first.fuel, mode);
    // A guest that leaks runs out of memory some day: the same read on a fresh instance may well succeed.
    const second = this.#attempt(call, mode);
    const fuel = first.fuel + second.fuel;
    if (second.kind !== 'trapped') return { ...second, fuel };
    this.#replace(second.trap);
    return trapped(second.trap, fuel, mode);
  }

  #attempt(call: GuestCall, mode: CallMode): End & { readonly fuel: number } {
    const { database, counters } = this.#parts;
    const refused = begin(database, mode);
    if (refused !== undefined) return { ...refused, fuel: 0 };
    counters.begin(this.#fuelPerCall);
    const end = this.#resolve(call, mode);
    const fuel = counters.end();
    const failed = finish(database, this.#parts.progress, end.kind === 'json');
    return { ...(end.kind === 'trapped' ? end : (failed ?? end)), fuel };
  }

  #resolve(call: GuestCall, mode: CallMode): End {
    const { database, counters, limits, maxResultLength } = this.#parts;
    try {
      const answer = this.#instance.resolve(call);
      const damage = database.damage();
      if (damage !== undefined) return failure(damage.code, damage.message);
      if (answer.kind === 'error')
        return failure('EXTENSION_ERROR', answer.message.slice(0, maxMessageLength));
      if (answer.json.length > maxResultLength) {
        const { code, message } = tooMuch('result');
        return failure(code, message);
      }
      // Nothing is stored of a write whose answer nobody can read.
      return mode === 'write' && !isJson(answer.json) ? noJson : answer;
    } catch (error) {
      const trap = trapOf(error, counters.lack, limits.fuelPerCall, limits.memoryMb);
      const message = database.damage()?.message;
      return {
        kind: 'trapped',
        trap: message === undefined ? trap : { ...trap, code: 'DATABASE_UNUSABLE', message },
      };
    }
  }

  #replace(trap: Trap): void {
    const { counters, onDiscard, startInstance, collectGarbage } = this.#parts;
    const isLarge = counters.grownPages >= largePages;
    onDiscard(trap);
    this.#instance = startInstance();
    if (isLarge) collectGarbage();
  }
}

function begin(database: ExtensionDatabase, mode: CallMode): End | undefined {
  try {
    database.begin(mode);
    return undefined;
  } catch (error) {
    const { code, message } = ForgeError.from(error, 'DATABASE_UNUSABLE');
    return failure(code, message);
  }
}

/** @returns the failure when what was to be committed could not be */
function finish(database: ExtensionDatabase, progress: Progress, commit: boolean): End | undefined {
  try {
    if (commit) progress.enter('committing');
    database.end(commit);
    if (commit) progress.enter('committed');
    return undefined;
  } catch (error) {
    const { code, message } = ForgeError.from(error, 'DATABASE_UNUSABLE');
    return failure(code, message);
  }
}

function trapped({ code, message }: Trap, fuel: number, mode: CallMode): CallOutcome {
  const what =
    code === 'EXTENSION_TRAPPED'
      ? `It stopped with a trap (${message}); its author has to mend that.`
      : message;
  const told = mode === 'write' ? `${what} Nothing of the mutation was stored.` : what;
  return failedCall({ code, message: told }, fuel);
}

function failedCall({ code, message }: Failure, fuel: number | null): CallOutcome {
  return { kind: 'failed', code, message, fuel };
}

function tooMuch(what: string): Failure {
  return {
    code: 'EXTENSION_RESULT_INVALID',
    message: `The ${what} took more characters than are permitted; page it.`,
  };
}

const noJson: End = failure(
  'EXTENSION_RESULT_INVALID',
  'It answered with text that is not valid JSON. Nothing of the mutation was stored.',
);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function failure(code: ErrorCode, message: string): End {
  return { kind: 'failed', code, message };
}
