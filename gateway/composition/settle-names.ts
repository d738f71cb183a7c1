import type { WireError } from '@forgepoint/common/forge-error.ts';
import type { Candidate } from './candidate.ts';
import type { Claims } from './claims.ts';
import { Registry, type NameProblem } from './registry.ts';
import type { SchemaNames } from './schema-names.ts';

/** An extension that is not part of the graph. */
export interface LeftOut {
  readonly name: string;
  /** `waiting`: it comes back when what it builds on is there; `refused`: its SDL has to change. */
  readonly state: 'refused' | 'waiting';
  readonly error: WireError;
}

export interface Settlement {
  /** In the order in which they ask. */
  readonly accepted: readonly Candidate[];
  readonly leftOut: readonly LeftOut[];
  /** Of the accepted. */
  readonly registry: Registry;
}

/**
 * Decides by names alone who can be part of the graph together: each takes what those before it have left, and
 * builds only on what is there. Pure.
 * @param candidates in the order in which they ask
 */
export function settleNames(core: SchemaNames, candidates: readonly Candidate[], claims: Claims): Settlement {
  let out = new Map<string, NameProblem>();
  let settled = settleWithout(core, candidates, claims, out);
  // Who was left out while a name was taken may find it free by now.
  for (const name of out.keys()) {
    const fewer = new Map([...out].filter(([other]) => other !== name));
    const again = settleWithout(core, candidates, claims, fewer);
    if (again.accepted.length <= settled.accepted.length) continue;
    settled = again;
    out = fewer;
  }
  return settled;
}

/** @param out who is left out; grows until the others fit together */
function settleWithout(
  core: SchemaNames,
  candidates: readonly Candidate[],
  claims: Claims,
  out: Map<string, NameProblem>,
): Settlement {
  for (;;) {
    const registry = new Registry(core, claims, candidates);
    const refused = new Map<string, NameProblem>();
    const defined = candidates.filter(({ name, names }) => {
      if (out.has(name)) return false;
      const problem = registry.define(name, names);
      if (problem !== undefined) refused.set(name, problem);
      return problem === undefined;
    });
    const unfit = firstUnfit(registry, defined);
    if (unfit === undefined) {
      const leftOut = candidates.flatMap(({ name }) => {
        const problem = refused.get(name) ?? out.get(name);
        return problem === undefined ? [] : [leftOutBy(name, problem)];
      });
      return { accepted: defined, leftOut, registry };
    }
    // What it defined may have been in another's way, so the others ask anew.
    out.set(...unfit);
  }
}

function firstUnfit(
  registry: Registry,
  defined: readonly Candidate[],
): readonly [string, NameProblem] | undefined {
  for (const phase of ['attach', 'depend'] as const) {
    for (const { name, names } of defined) {
      const problem = registry[phase](name, names);
      if (problem !== undefined) return [name, problem];
    }
  }
  return undefined;
}

function leftOutBy(name: string, { kind, error }: NameProblem): LeftOut {
  return { name, state: kind === 'missing' ? 'waiting' : 'refused', error };
}
