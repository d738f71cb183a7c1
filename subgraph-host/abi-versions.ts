/**
 * The versions of `forge:extension` that the host speaks, the oldest first, each with the interfaces that it offers
 * to a guest beside WASI.
 */
export const abiVersions = {
  '0.2.0': ['forge:extension/host-log', 'forge:extension/host-database'],
  '0.3.0': ['forge:extension/host-log', 'forge:extension/host-sql'],
} as const satisfies Record<string, readonly string[]>;

export type AbiVersion = keyof typeof abiVersions;

export const spokenVersions = Object.keys(abiVersions) as readonly AbiVersion[];
export const newestVersion: AbiVersion = '0.3.0';

export function isAbiVersion(text: string): text is AbiVersion {
  return Object.hasOwn(abiVersions, text);
}
