import type { Row } from '../../storage/values.ts';
import type { Parent } from '../guest-call.ts';

/** Which row belongs to which parent. */
export interface Grouping {
  /** Column of the rows. */
  readonly column: string;
  /** Field of the parents. */
  readonly parentField: string;
}

/**
 * Deals out what was made of rows to the parents that they belong to.
 * @param items one for each row
 * @returns the items of each parent, in their order
 */
export function groupRows<Item>(
  rows: readonly Row[],
  items: readonly Item[],
  { column, parentField }: Grouping,
  parents: readonly Parent[],
): readonly (readonly Item[])[] {
  const groups = new Map<string, Item[]>();
  for (const [index, item] of items.entries()) {
    const key = keyOf(rows[index]?.[column]);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return parents.map(({ json }) => {
    const parent = JSON.parse(json) as Readonly<Record<string, unknown>>;
    const key = Object.hasOwn(parent, parentField) ? keyOf(parent[parentField]) : undefined;
    return (key === undefined ? undefined : groups.get(key)) ?? [];
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
