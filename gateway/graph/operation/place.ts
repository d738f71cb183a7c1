type Fields = Readonly<Record<string, unknown>>;

/** Where a step of a plan works. */
export interface Place {
  /** Names of fields, `@` for all items of a list; from the root of the answer. */
  readonly path: readonly string[];
  /** What lies there: one value, or those of all lists on the way. */
  readonly found: unknown;
}

/** @returns `undefined` when nothing lies there, or something that the path doesn't lead into */
export function placeBelow({ path, found }: Place, more: readonly string[]): Place | undefined {
  const below = valuesAt(found, more, 0);
  return below === undefined || below === null ? undefined : { path: [...path, ...more], found: below };
}

function valuesAt(value: unknown, path: readonly string[], index: number): unknown {
  const part = path[index];
  if (part === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return part === '@' ? value.flatMap((item) => valuesAt(item, path, index + 1)) : undefined;
  }
  return Object.hasOwn(value, part) ? valuesAt((value as Fields)[part], path, index + 1) : undefined;
}

/**
 * The places of an answer that a path leads to, in their order.
 * @returns paths as in GraphQL errors
 */
export function pathsTo(root: unknown, path: readonly string[]): readonly (readonly (string | number)[])[] {
  const paths: (readonly (string | number)[])[] = [];
  const walk = (value: unknown, index: number, parent: readonly (string | number)[]): void => {
    if (value === null || value === undefined) return;
    const part = path[index];
    if (part === undefined) paths.push(parent);
    else if (Array.isArray(value)) {
      for (const [at, item] of value.entries()) walk(item, part === '@' ? index + 1 : index, [...parent, at]);
    } else if (Object.hasOwn(value, part)) walk((value as Fields)[part], index + 1, [...parent, part]);
  };
  walk(root, 0, []);
  return paths;
}
