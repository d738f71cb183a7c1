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

export function readinessOf(serving: boolean, statuses: ReadonlyMap<string, SubgraphStatus>): Readiness {
  const settled = [...statuses.values()].every(({ phase }) => settledPhases.has(phase));
  return { ready: serving && settled, subgraphs: [...statuses].map(([name, status]) => shown(name, status)) };
}

function shown(name: string, status: SubgraphStatus): SubgraphReadiness {
  const error: WireError | undefined = 'error' in status ? status.error : undefined;
  const state = status.phase === 'remote' ? 'ready' : status.phase;
  return error === undefined ? { name, state } : { name, state, code: error.code, message: error.message };
}
