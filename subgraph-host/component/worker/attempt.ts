import type { ExtensionLimits } from '@forgepoint/common/extension-limits.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { CallState } from '../../host-functions/call-state.ts';
import type { ExtensionDatabase } from '../../storage/extension-database.ts';
import { failed, requestOf, type CallEnd, type CallMode, type GuestCall } from '../guest-call.ts';
import type { Progress } from '../progress.ts';
import type { GuestCounters } from './guest-counters.ts';
import type { Instance } from './instance.ts';
import { withinLength } from './result-length.ts';
import { trapOf, type Trap } from './trap.ts';

export interface AttemptParts {
  readonly database: ExtensionDatabase;
  readonly state: CallState;
  readonly counters: GuestCounters;
  readonly limits: ExtensionLimits;
  readonly progress: Progress;
  readonly maxResultLength: number;
  /** A transaction of the guest's own was still open and has been rolled back. */
  readonly onLeftOpen: (requestId: string | undefined) => void;
}

type Resolved =
  /** An end for each call. */
  | { readonly kind: 'ended'; readonly ends: readonly CallEnd[] }
  | { readonly kind: 'trapped'; readonly trap: Trap };

/** How calls ended that were given to the guest together, and what fuel all of them used. */
export type Attempt = Resolved & { readonly fuel: number };

/**
 * Gives calls to an instance together, in one session of the database, which commits when all of them have a
 * value. The guest gets fuel anew each time that it is entered.
 */
export function attempt(
  parts: AttemptParts,
  instance: Instance,
  calls: readonly GuestCall[],
  mode: CallMode,
): Attempt {
  const { database, counters, state, progress } = parts;
  const refused = begin(database, mode);
  if (refused !== undefined) return { kind: 'ended', ends: calls.map(() => refused), fuel: 0 };
  const [first] = calls;
  const requestId = first === undefined ? undefined : requestOf(first);
  const fuelPerCall = BigInt(parts.limits.fuelPerCall);
  let fuel = 0;
  state.begin(requestId);
  const resolved = resolve(parts, instance, calls, mode, () => {
    fuel += counters.end();
    counters.begin(fuelPerCall);
  });
  fuel += counters.end();
  const leftOpen = state.end();
  if (resolved.kind === 'trapped') {
    finish(database, progress, false);
    return { ...resolved, fuel };
  }
  if (leftOpen) parts.onLeftOpen(requestId);
  const notStored = finish(
    database,
    progress,
    resolved.ends.every(({ kind }) => kind === 'json'),
  );
  return notStored === undefined
    ? { ...resolved, fuel }
    : { kind: 'ended', ends: calls.map(() => notStored), fuel };
}

function resolve(
  { database, counters, limits, maxResultLength }: AttemptParts,
  instance: Instance,
  calls: readonly GuestCall[],
  mode: CallMode,
  beforeEntry: () => void,
): Resolved {
  try {
    const ends = instance.resolve(calls, beforeEntry);
    const damage = database.damage();
    if (damage !== undefined) return { kind: 'ended', ends: calls.map(() => failureFor(damage)) };
    const bounded = ends.map((end) => withinLength(end, maxResultLength));
    return { kind: 'ended', ends: mode === 'write' ? bounded.map(readable) : bounded };
  } catch (error) {
    const trap = trapOf(error, counters.lack, limits.fuelPerCall, limits.memoryMb);
    const message = database.damage()?.message;
    return {
      kind: 'trapped',
      trap: message === undefined ? trap : { ...trap, code: 'DATABASE_UNUSABLE', message },
    };
  }
}

function begin(database: ExtensionDatabase, mode: CallMode): CallEnd | undefined {
  try {
    database.begin(mode);
    return undefined;
  } catch (error) {
    return failureFor(error);
  }
}

/** @returns the failure when what was to be committed could not be */
function finish(database: ExtensionDatabase, progress: Progress, commit: boolean): CallEnd | undefined {
  try {
    if (commit) progress.enter('committing');
    database.end(commit);
    if (commit) progress.enter('committed');
    return undefined;
  } catch (error) {
    return failureFor(error);
  }
}

/** Nothing is stored of a write whose answer nobody can read. */
function readable(end: CallEnd): CallEnd {
  return end.kind === 'json' && !isJson(end.json) ? noJson : end;
}

const noJson = failed(
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

function failureFor(error: unknown): CallEnd {
  const { code, message } = ForgeError.from(error, 'DATABASE_UNUSABLE');
  return failed(code, message);
}
