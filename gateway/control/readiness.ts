import { ForgeError, type WireError } from '@forgepoint/common/forge-error.ts';
import type { Readiness, SubgraphReadiness } from '../generation.ts';
import type { ProcessState } from '../supervisor/process-state.ts';

/** What is known of a subgraph: its process, or what keeps it from having one. */
export type SubgraphStatus =
  | ProcessState
  | { readonly phase: 'admitting' }
  /** Somebody else runs it: it has not been asked yet, it answers, or it doesn't. */
  | { readonly phase: 'awaited' | 'remote' }
  | { readonly phase: 'unreachable'; readonly error: WireError };

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
  return { ready: serving && settled, serving, subgraphs };
}

/** A subgraph is shown in the same words, whoever runs it. */
const shownPhases: Readonly<Partial<Record<SubgraphStatus['phase'], string>>> = {
  awaited: 'starting',
  remote: 'ready',
  unreachable: 'backing-off',
};

function shown(name: string, status: SubgraphStatus, missing: WireError | undefined): SubgraphReadiness {
  if (missing !== undefined && servingPhases.has(status.phase)) {
    return { name, state: 'waiting', ...told(missing) };
  }
  const error: WireError | undefined = 'error' in status ? status.error : undefined;
  const state = shownPhases[status.phase] ?? status.phase;
  return error === undefined ? { name, state } : { name, state, ...told(error) };
}

function told(error: WireError): Pick<SubgraphReadiness, 'code' | 'message'> {
  return { code: error.code, message: ForgeError.fromWire(error).message };
}
