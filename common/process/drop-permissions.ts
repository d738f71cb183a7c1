/** Node's `process.permission`, which exists only under `--permission`. */
interface Permission {
  drop(scope: string): void;
}

/**
 * Gives permissions up for good in this thread. Without the permission model there is nothing to give up.
 * @see https://nodejs.org/api/permissions.html
 */
export function dropPermissions(...scopes: readonly ('worker' | 'addons' | 'fs.write' | 'fs.read')[]): void {
  const { permission } = process as { permission?: Permission };
  for (const scope of scopes) permission?.drop(scope);
}
