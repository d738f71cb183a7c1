import process from 'node:process';

/** Node's `process.permission`, which exists only under `--permission`. */
interface Permission {
  drop(scope: string): void;
}

/** A name that there is not would be passed over in silence. */
type Scope = 'worker' | 'addon' | 'fs.write' | 'fs.read';

/**
 * Gives permissions up for good in this thread. Without the permission model there is nothing to give up.
 * @see https://nodejs.org/api/permissions.html
 */
export function dropPermissions(...scopes: readonly Scope[]): void {
  const { permission } = process as { permission?: Permission };
  for (const scope of scopes) permission?.drop(scope);
}
