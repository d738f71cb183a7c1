import type { WireError } from '@forgepoint/common/forge-error.ts';
import type { SubgraphReadiness } from '../generation.ts';
import type { SubgraphStatus } from './readiness.ts';
import type { Version } from './version.ts';

/** Why a version that was wanted does not run. */
export interface Refusal {
  readonly error: WireError;
  /** `undefined`: it was refused before it had one. */
  readonly revision: string | undefined;
  /** ISO 8601. */
  readonly at: string;
}

/** An extension: what of it runs, and what has become of the last that was wanted. */
export interface Slot {
  readonly name: string;
  current: Version | undefined;
  /** What was tried last, whether it runs now or not. */
  tried: string;
  /** Why that does not run. */
  refusal: Refusal | undefined;
  /** Its file is gone, but it runs on: that one has its content now, and was refused. */
  keptFor: string | undefined;
}

export function emptySlot(name: string): Slot {
  return { name, current: undefined, tried: '', refusal: undefined, keptFor: undefined };
}

/** Whether there is a process that runs, or is about to be started again. */
export function isAlive(version: Version | undefined): version is Version {
  switch (version?.state.phase) {
    case 'starting':
    case 'prepared':
    case 'ready':
    case 'backing-off':
      return true;
    case undefined:
    case 'quarantined':
    case 'refused':
    case 'draining':
    case 'stopped':
      return false;
  }
}

export function statusOf({ current, refusal }: Slot): SubgraphStatus {
  if (current !== undefined) return current.state;
  return refusal === undefined ? { phase: 'admitting' } : { phase: 'refused', error: refusal.error };
}

/** Why another version is not what runs. */
export function refusedReplacement({ current, refusal }: Slot): SubgraphReadiness['replacement'] {
  if (current === undefined || refusal === undefined) return undefined;
  const { code, message, remedy } = refusal.error;
  return { state: 'refused', code, message: remedy === undefined ? message : `${message} ${remedy}` };
}
