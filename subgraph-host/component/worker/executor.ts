import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import type { Batch } from '../protocol.ts';
import type { CallMode, CallOutcome, GuestCall } from '../guest-call.ts';
import type { Progress } from '../progress.ts';
import type { ExtensionDatabase } from '../../storage/extension-database.ts';
import type { Instance } from './instance.ts';

/** Of an error in the guest's words; what is shown of it is shorter. */
const maxMessageLength = 4_000;

export interface ExecutorParts {
  readonly database: ExtensionDatabase;
  readonly progress: Progress;
  readonly maxResultLength: number;
  /** A new instance whose `init` has run. @throws ForgeError when the guest cannot be started */
  readonly startInstance: () => Instance;
  readonly onDiscard: (cause: string) => void;
}

/** Runs batches on the current instance and replaces it when a call throws out of it. */
export class Executor {
  readonly #parts: ExecutorParts;
  #instance: Instance;

  constructor(parts: ExecutorParts, instance: Instance) {
    this.#parts = parts;
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
      return lengthLeft < 0 && batch.mode === 'read' ? tooLong('results of one request') : outcome;
    });
    progress.end();
    return outcomes;
  }

  shutdown(): void {
    this.#parts.database.begin('init');
    try {
      this.#instance.shutdown();
    } finally {
      this.#parts.database.end(true);
    }
  }

  #call(call: GuestCall, mode: CallMode): CallOutcome {
    const first = this.#attempt(call, mode);
    if (first.kind !== 'trapped') return first;
    this.#replace(first.message);
    if (mode === 'write') return trapped(first.message);
    // A guest that leaks runs out of memory some day: the same read on a fresh instance may well succeed.
    const second = this.#attempt(call, mode);
    if (second.kind !== 'trapped') return second;
    this.#replace(second.message);
    return trapped(second.message);
  }

  #attempt(
    call: GuestCall,
    mode: CallMode,
  ): CallOutcome | { readonly kind: 'trapped'; readonly message: string } {
    const { database, progress, maxResultLength } = this.#parts;
    const begun = begin(database, mode);
    if (begun !== undefined) return begun;
    let commit = false;
    let outcome: CallOutcome;
    try {
      const answer = this.#instance.resolve(call);
      if (answer.kind === 'error')
        outcome = failed('EXTENSION_ERROR', answer.message.slice(0, maxMessageLength));
      else if (answer.json.length > maxResultLength) outcome = tooLong('result');
      else {
        outcome = { kind: 'json', json: answer.json };
        commit = true;
      }
    } catch (error) {
      end(database, progress, false);
      return { kind: 'trapped', message: messageOf(error) };
    }
    return end(database, progress, commit) ?? outcome;
  }

  #replace(cause: string): void {
    this.#parts.onDiscard(cause);
    this.#instance = this.#parts.startInstance();
  }
}

function begin(database: ExtensionDatabase, mode: CallMode): CallOutcome | undefined {
  try {
    database.begin(mode);
    return undefined;
  } catch (error) {
    const { code, message } = ForgeError.from(error, 'DATABASE_UNUSABLE');
    return failed(code, message);
  }
}

/** @returns the failure when what was to be committed could not be */
function end(database: ExtensionDatabase, progress: Progress, commit: boolean): CallOutcome | undefined {
  try {
    if (commit) progress.enter('committing');
    database.end(commit);
    if (commit) progress.enter('committed');
    return undefined;
  } catch (error) {
    const { code, message } = ForgeError.from(error, 'DATABASE_UNUSABLE');
    return failed(code, message);
  }
}

function trapped(cause: string): CallOutcome {
  return failed('EXTENSION_TRAPPED', cause);
}

function tooLong(what: string): CallOutcome {
  return failed('EXTENSION_RESULT_INVALID', `The ${what} took more characters than are permitted; page it.`);
}

function failed(code: (CallOutcome & { kind: 'failed' })['code'], message: string): CallOutcome {
  return { kind: 'failed', code, message };
}
