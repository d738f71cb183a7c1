import { readFileSync } from 'node:fs';
import { ForgeError, type WireError } from '@forgepoint/common/forge-error.ts';
import { permissionsIn } from '@forgepoint/common/permissions/permission.ts';
import { idleState } from '../operated/idle-state.ts';
import type { SubgraphState } from '../operated/operated.ts';
import type { Problem } from '../operated/shapes.ts';
import { statusOf, type Slot } from './slot.ts';
import type { DatedError, Version } from './version.ts';

/** @param waiting what it waits for, if it does */
export function slotState(slot: Readonly<Slot>, waiting: WireError | undefined): SubgraphState {
  const { name, current, refusal } = slot;
  const status = statusOf(slot);
  const isWaiting = waiting !== undefined && status.phase === 'ready';
  const error = isWaiting ? waiting : 'error' in status ? status.error : undefined;
  return {
    ...(current === undefined ? idleState(name, 'admitting') : versionState(current)),
    state: isWaiting ? 'waiting' : shownPhase(status.phase),
    problem: error === undefined ? null : problemOf(error),
    lastError: dated(latest(current?.lastError, refusal)),
    replacement:
      current === undefined || refusal === undefined
        ? null
        : { ...problemOf(refusal.error), revision: refusal.revision ?? null },
  };
}

/** What is known of a process and of what it runs. */
export function versionState(version: Version): SubgraphState {
  const { name, revision, digest, state, info, boot, process: child } = version;
  const isExtension = boot.program === 'subgraph-host';
  const pid = 'pid' in state ? state.pid : null;
  return idleState(name, shownPhase(state.phase), {
    problem: 'error' in state ? problemOf(state.error) : null,
    revision: isExtension ? revision : null,
    digest: isExtension ? digest : null,
    version: info?.version ?? null,
    abi: info?.abiVersion ?? null,
    permissions: isExtension ? [...permissionsIn(boot.permissions)] : null,
    limits: isExtension ? boot.limits : null,
    pid,
    memoryBytes: pid === null ? null : residentBytes(pid),
    restarts: child.restarts,
    lastError: dated(version.lastError),
  });
}

export function problemOf(error: WireError): Problem {
  return { code: error.code, message: ForgeError.fromWire(error).message };
}

/** A version beside another is, to an operator, about to start. */
function shownPhase(phase: ReturnType<typeof statusOf>['phase']): SubgraphState['state'] {
  switch (phase) {
    case 'prepared':
    case 'awaited':
      return 'starting';
    case 'remote':
      return 'ready';
    case 'unreachable':
      return 'backing-off';
    case 'admitting':
    case 'starting':
    case 'ready':
    case 'backing-off':
    case 'quarantined':
    case 'refused':
    case 'draining':
    case 'stopped':
      return phase;
  }
}

function latest(...errors: readonly (DatedError | undefined)[]): DatedError | undefined {
  return errors.filter((one) => one !== undefined).toSorted((a, b) => b.at.localeCompare(a.at))[0];
}

function dated(error: DatedError | undefined): SubgraphState['lastError'] {
  return error === undefined ? null : { ...problemOf(error.error), at: error.at };
}

/** @returns `null` where the system doesn't tell, or the process has just ended @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function residentBytes(pid: number): number | null {
  try {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1_024;
  } catch {
    return null;
  }
}
