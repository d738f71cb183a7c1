/** What an extension can be permitted, with what it then can do. */
export const permissionMeanings = {
  database: 'Its own SQLite database.',
  log: 'Lines in the log, under its name.',
  clock: 'The time of day, and how much time has passed.',
  random: 'Random numbers that nobody can foresee.',
} as const;

export type Permission = keyof typeof permissionMeanings;
export type PermissionSet = Readonly<Record<Permission, boolean>>;

export const permissionNames = Object.keys(permissionMeanings) as readonly Permission[];

/** What the operator grants who says nothing. */
export const defaultGrants: PermissionSet = Object.freeze({
  database: true,
  log: true,
  clock: true,
  random: true,
});

/** By what an imported interface's name begins with; every other interface gives nothing away. */
const permissionOfImport: readonly (readonly [prefix: string, permission: Permission])[] = [
  ['forge:extension/host-database', 'database'],
  ['forge:extension/host-sql', 'database'],
  ['forge:extension/host-log', 'log'],
  ['wasi:clocks/', 'clock'],
  ['wasi:random/', 'random'],
];

/**
 * The permission that an imported interface stands for.
 * @param name without version, such as `wasi:clocks/wall-clock`
 * @returns `undefined` when it needs none
 */
export function permissionFor(name: string): Permission | undefined {
  return permissionOfImport.find(([prefix]) => name.startsWith(prefix))?.[1];
}

/** @param has tells of each permission whether it belongs to the set */
export function permissionSet(has: (permission: Permission) => boolean): PermissionSet {
  return Object.freeze(
    Object.fromEntries(permissionNames.map((name) => [name, has(name)])) as Record<Permission, boolean>,
  );
}

/** The names in a set, in the order in which they are documented. */
export function permissionsIn(set: PermissionSet): readonly Permission[] {
  return permissionNames.filter((name) => set[name]);
}
