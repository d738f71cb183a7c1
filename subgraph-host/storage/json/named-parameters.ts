import type { Parameters } from '../sql/parameters.ts';
import type { SqlValue } from '../values.ts';
import type { SqlParameters } from './parameters.ts';

/** @returns a value for each parameter, in the order of SQLite's indexes, or a sentence when names don't fit */
export function valuesInOrder(parameters: Parameters, given: SqlParameters): readonly SqlValue[] | string {
  if (!(given instanceof Map)) return given as readonly SqlValue[];
  const values: SqlValue[] = [];
  for (const name of parameters) {
    if (name === undefined) {
      return 'The statement has a parameter without a name; give its values as an array, or write a name.';
    }
    const value = (given as ReadonlyMap<string, SqlValue>).get(name);
    if (value === undefined) return `The parameter "${name}" of the statement has no value.`;
    values.push(value);
  }
  const names = new Set(parameters);
  const unknown = given.keys().find((name) => !names.has(name));
  return unknown === undefined ? values : `The statement has no parameter "${unknown}".`;
}
