import type { WireError } from '@forgepoint/common/forge-error.ts';
import type { Readiness, SubgraphReadiness } from '../generation.ts';
import type { ProcessState } from '../supervisor/process-state.ts';

/** What is known of a subgraph: its process, or what keeps it from having one. */
export type SubgraphStatus =
  | ProcessState
  | { readonly phase: 'admitting' }
  /** Its owner runs it somewhere else. */
  | { readonly phase: 'remote' };

const settledPhases: ReadonlySet<string> = new Set(['ready', 'remote', 'refused', 'quarantined', 'stopped']);
const servingPhases: ReadonlySet<string> = new Set(['ready', 'remote']);

/** @param waiting subgraphs that run, but build on what is not served */
export function readinessOf(
  serving: boolean,
  statuses: ReadonlyMap<string, SubgraphStatus>,
  waiting: ReadonlyMap<string, WireError>,
): Readiness {
  const settled = [...statuses.values()].every(({ phase }) => settledPhases.has(phase));
  const subgraphs = [...statuses].map(([name, status]) => shown(name, status, waiting.get(name)));
  return { ready: serving && settled, subgraphs };
}

function shown(name: string, status: SubgraphStatus, missing: WireError | undefined): SubgraphReadiness {
  if (missing !== undefined && servingPhases.has(status.phase)) {
    return { name, state: 'waiting', code: missing.code, message: missing.message };
  }
  const error: WireError | undefined = 'error' in status ? status.error : undefined;
  const state = status.phase === 'remote' ? 'ready' : status.phase;
  return error === undefined ? { name, state } : { name, state, code: error.code, message: error.message };
}
