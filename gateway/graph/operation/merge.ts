/**
 * Puts what another subgraph knows of an object into it, in place; as @apollo/gateway does it. Objects are merged, and lists
 * of one length item by item; anything else is replaced.
 */
export function merge(target: Record<string, unknown>, source: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(source)) {
    const value = source[name];
    // No field is called so, as no operation that selects one comes here.
    if (name === '__proto__') continue;
    const known = Object.hasOwn(target, name) ? target[name] : undefined;
    if (isObject(known) && isObject(value)) merge(known, value);
    else if (Array.isArray(known) && Array.isArray(value) && known.length === value.length) {
      mergeItems(known, value);
    } else target[name] = value;
  }
}

function mergeItems(target: unknown[], source: readonly unknown[]): void {
  for (const [index, item] of source.entries()) {
    const known = target[index];
    if (isObject(known) && isObject(item)) merge(known, item);
    else target[index] = item;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
