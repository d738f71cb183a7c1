import type { Candidate } from './candidate.ts';
import type { Settlement } from './settle-names.ts';

/**
 * The extensions to compose next: the first that isn't done yet, or what it builds on and isn't done, as few at
 * a time as possible. Those that build on each other are one unit.
 * @param done names that have been composed
 * @returns empty when all are done
 */
export function nextUnit(
  { accepted, registry }: Settlement,
  done: ReadonlySet<string>,
): readonly Candidate[] {
  const open = new Map(
    accepted.filter(({ name }) => !done.has(name)).map((candidate) => [candidate.name, candidate]),
  );
  const needs = (name: string): ReadonlySet<string> => {
    const found = new Set([name]);
    for (const one of found) {
      const candidate = open.get(one);
      if (candidate === undefined) continue;
      for (const other of registry.dependencies(one, candidate.names)) if (open.has(other)) found.add(other);
    }
    return found;
  };
  const [first] = open.keys();
  if (first === undefined) return [];
  // What needs least among the needed needs nothing else: it is a unit.
  const [unit] = [...needs(first)].map(needs).toSorted((a, b) => a.size - b.size);
  return accepted.filter(({ name }) => unit?.has(name) === true);
}
