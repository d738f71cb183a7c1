import type { Claims } from '../composition/claims.ts';

/**
 * Gives extensions the names of the schema back that they had; what another owns by now stays with that one, and what
 * they have claimed since stays theirs.
 */
export function withClaimsOf(now: Claims, before: Claims, names: ReadonlySet<string>): Claims {
  const theirs = <Value>(entries: ReadonlyMap<string, Value>, ownerOf: (value: Value) => string) =>
    [...entries].filter(([, value]) => names.has(ownerOf(value)));
  const types = new Map([...theirs(before.types, ({ owner }) => owner), ...now.types]);
  const fields = new Map([...theirs(before.fields, (owner) => owner), ...now.fields]);
  const missing = before.order.filter((name) => names.has(name) && !now.order.includes(name));
  return { order: [...now.order, ...missing], types, fields };
}

/** Leaves the names of the schema to others that an extension has claimed. */
export function withoutClaimsOf({ order, types, fields }: Claims, name: string): Claims {
  return {
    order: order.filter((other) => other !== name),
    types: new Map([...types].filter(([, { owner }]) => owner !== name)),
    fields: new Map([...fields].filter(([, owner]) => owner !== name)),
  };
}
