import { ForgeError } from '../forge-error.ts';
import { permissionFor, permissionSet, type PermissionSet } from './permission.ts';

export interface PermissionRequest {
  readonly extension: string;
  /** Names of the imported interfaces, without versions. */
  readonly imports: readonly string[];
  /** What the manifest asks for; `undefined` when it does not say. */
  readonly wanted: PermissionSet | undefined;
  /** What the operator grants. */
  readonly granted: PermissionSet;
  /** How the operator grants a permission to it, as a sentence. */
  readonly howToGrant: (permission: string) => string;
}

/**
 * What an extension may do: what it asks for as far as it is granted. One whose manifest does not say asks for
 * what it imports. An interface that it imports without asking for its permission (run-times of languages do
 * that) is answered by a stand-in, which gives nothing away.
 * @throws ForgeError EXTENSION_PERMISSION_REFUSED when it asks for what an import of it needs, and that is not
 * granted
 */
export function effectivePermissions(request: PermissionRequest): PermissionSet {
  const { extension, imports, wanted, granted, howToGrant } = request;
  for (const name of imports) {
    const permission = permissionFor(name);
    if (permission === undefined || granted[permission]) continue;
    if (wanted !== undefined && !wanted[permission]) continue;
    throw new ForgeError(
      'EXTENSION_PERMISSION_REFUSED',
      `The extension "${extension}" imports "${name}", for which it is not granted the permission "${permission}".`,
      {
        extension,
        remedy: `${howToGrant(permission)} Or use a build of it whose manifest does without "${permission}".`,
      },
    );
  }
  const imported = new Set(imports.map(permissionFor));
  return permissionSet((permission) => {
    const asked = wanted === undefined ? imported.has(permission) : wanted[permission];
    return asked && granted[permission];
  });
}
