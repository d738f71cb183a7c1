import type { SubgraphState } from './operated.ts';

/** A subgraph without a process here. */
export function idleState(
  name: string,
  state: SubgraphState['state'],
  more: Partial<SubgraphState> = {},
): SubgraphState {
  return {
    name,
    state,
    problem: null,
    disabled: null,
    revision: null,
    digest: null,
    version: null,
    abi: null,
    permissions: null,
    limits: null,
    pid: null,
    memoryBytes: null,
    restarts: 0,
    lastError: null,
    replacement: null,
    ...more,
  };
}
