import { createHash } from 'node:crypto';
import { narrowedBy, shortOf, type ExtensionLimits } from '../extension-limits.ts';
import type { Configuration } from './configuration.ts';
import { effectivePermissions } from './effective-permissions.ts';
import type { ExtensionManifest } from './manifest.ts';
import { permissionFor, permissionsIn, type Permission, type PermissionSet } from './permission.ts';

/** What admission found out about a component. */
export interface Component {
  /** sha256 of the file, in hex. */
  readonly digest: string;
  /** Names what admission made of it. @see policyVersion */
  readonly policyVersion: string;
  /** Names of the imported interfaces, without versions. */
  readonly imports: readonly string[];
  readonly manifest: ExtensionManifest;
}

/** What the operator says about an extension. */
export interface Operator {
  readonly permissions: PermissionSet;
  readonly limits: ExtensionLimits;
  /** What is permitted beyond the defaults, such as directives; whatever it is, another one is another revision. */
  readonly grants: object;
  /** JSON text; `null`: none. */
  readonly customConfig: string | null;
  /** Where the configuration is written, for a sentence. */
  readonly configPlace: string;
  /** How a permission is granted, as a sentence. */
  readonly howToGrant: (permission: string) => string;
}

/** An extension as it is to run. What decides how it behaves has a name: a change of any of it is another one. */
export interface Revision {
  /** 16 hexadecimal digits. */
  readonly id: string;
  readonly permissions: PermissionSet;
  readonly limits: ExtensionLimits;
  readonly configuration: Configuration;
  /** What it imports without asking for it: stand-ins answer. */
  readonly standIns: readonly Permission[];
  /** Limits of which it has less than its manifest asks for. */
  readonly narrowed: readonly (keyof ExtensionLimits)[];
}

/** @throws ForgeError EXTENSION_PERMISSION_REFUSED */
export function decideRevision(
  extension: string,
  component: Component,
  operator: Operator,
  hostVersion: string,
): Revision {
  const { digest, policyVersion, imports, manifest } = component;
  const { customConfig, configPlace, howToGrant, grants } = operator;
  const permissions = effectivePermissions({
    extension,
    imports,
    wanted: manifest.permissions,
    granted: operator.permissions,
    howToGrant,
  });
  const limits = narrowedBy(operator.limits, manifest.limits);
  const imported = new Set(imports.map(permissionFor));
  const config: unknown = customConfig === null ? null : JSON.parse(customConfig);
  return {
    id: digestOf({ digest, policyVersion, hostVersion, permissions, limits, grants, config }),
    permissions,
    limits,
    configuration: { custom: customConfig, schema: manifest.configSchema, place: configPlace },
    standIns: [...imported].filter((name) => name !== undefined && !permissions[name]) as Permission[],
    narrowed: shortOf(manifest.limits, limits),
  };
}

/** What is shown of a revision when its extension is loaded. */
export function describeRevision({ id, permissions, limits, standIns, narrowed }: Revision): object {
  return {
    revision: id,
    permissions: permissionsIn(permissions),
    limits,
    ...(standIns.length === 0 ? {} : { standIns }),
    ...(narrowed.length === 0 ? {} : { narrowed }),
  };
}

/** The order in which the keys of objects stand makes no difference. */
function digestOf(parts: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(parts)))
    .digest('hex')
    .slice(0, 16);
}

/** Lists that say what they stand for: an object could not hold the key "__proto__", and puts numeric keys first. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return ['list', ...value.map(sorted)];
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return ['object', ...entries.map(([key, item]: [string, unknown]) => [key, sorted(item)])];
}
