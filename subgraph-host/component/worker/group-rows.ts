import { encodeAnswers, type AnswerRows } from '../../storage/json/answer-rows.ts';
import type { Parent } from '../guest-call.ts';

/** Which row belongs to which parent. */
export interface Grouping {
  /** Column of the rows. */
  readonly column: string;
  /** Field of the parents. */
  readonly parentField: string;
}

/**
 * Deals rows out to the parents that they belong to.
 * @param all a list for each parent; else the first row or null
 * @param written makes one of the texts, or throws when they get too long
 * @returns JSON texts, one for each parent
 * @throws InvalidJsonCell
 */
export function groupRows(
  rows: AnswerRows,
  { column, parentField }: Grouping,
  parents: readonly Parent[],
  all: boolean,
  written: (write: () => string) => string,
): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const [index, json] of encodeAnswers(rows).entries()) {
    const key = keyOf(rows.rows[index]?.[column]);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [json]);
    else group.push(json);
  }
  return parents.map(({ json }) => {
    const parent = JSON.parse(json) as Readonly<Record<string, unknown>>;
    const key = Object.hasOwn(parent, parentField) ? keyOf(parent[parentField]) : undefined;
    const group = key === undefined ? undefined : groups.get(key);
    return written(() => (all ? `[${group?.join(',') ?? ''}]` : (group?.[0] ?? 'null')));
  });
}

/** Values are compared as text, since a key that is an INTEGER in one place may be an ID in another. */
function keyOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
      return String(value);
    default:
      return undefined;
  }
}
