import type { Statement } from 'better-sqlite3';

/** @returns the names of a statement's columns, or a sentence that says why they can't be keys of an object */
export function columnsOf(statement: Statement): readonly string[] | string {
  const names = statement.columns().map(({ name }) => name);
  const seen = new Set<string>();
  for (const name of names) {
    if (name === '__proto__') return 'No column can have the name __proto__; give it another one with AS.';
    if (seen.has(name)) return `Two columns have the name "${name}"; give one of them another with AS.`;
    seen.add(name);
  }
  return names;
}
