import type { DatabaseLimits } from '@forgepoint/common/database-limits.ts';
import type { Parameters } from './sql/parameters.ts';
import { sizeOf, type SqlValue } from './values.ts';

/** Arguments for the methods of a better-sqlite3 statement: values without a name, and those with one. */
export type Bound =
  | readonly [readonly SqlValue[], Readonly<Record<string, SqlValue>>]
  | readonly [readonly SqlValue[]];

/**
 * Gives each value to the parameter of its place, whatever that is called: better-sqlite3 binds by name what has one.
 * @returns a sentence when the values don't fit
 */
export function bind(
  parameters: Parameters,
  values: readonly SqlValue[],
  { maxParameters, maxParameterBytes }: DatabaseLimits,
): Bound | string {
  if (values.length > maxParameters) return `A statement may have ${maxParameters} parameters.`;
  if (values.length !== parameters.length) {
    return `The statement has ${parameters.length} parameters; ${values.length} values were given.`;
  }
  let size = 0;
  let hasNames = false;
  const plain: SqlValue[] = [];
  const named: Record<string, SqlValue> = Object.create(null) as Record<string, SqlValue>;
  for (const [index, bound] of values.entries()) {
    size += sizeOf(bound);
    const name = parameters[index];
    if (name === undefined) plain.push(bound);
    else {
      named[name] = bound;
      hasNames = true;
    }
  }
  if (size > maxParameterBytes) return `The values of a statement may take ${maxParameterBytes} bytes.`;
  return hasNames ? [plain, named] : [plain];
}
