import { existsSync, rmSync } from 'node:fs';
import { useFolder } from '@forgepoint/common/folder.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { readClaims, writeClaims } from '../composition/claims-file.ts';
import { withoutClaimsOf } from './claims-of.ts';
import type { DataKeeper } from './data-keeper.ts';

/**
 * Removes all that an extension has left: its folder, with what restores have kept there, and its names of the schema.
 * It must not run.
 * @param claimsFile absolute path
 * @throws ForgeError EXTENSION_UNKNOWN when it has left nothing, FOLDER_UNUSABLE, CLAIMS_UNUSABLE
 */
export function purgeExtension(keeper: DataKeeper, claimsFile: string, name: string): void {
  const folder = keeper.folderOf(name);
  const claims = readClaims(claimsFile);
  const hasClaims = claims.order.includes(name);
  if (!existsSync(folder.path) && !hasClaims) {
    throw new ForgeError('EXTENSION_UNKNOWN', `There is nothing of an extension "${name}".`, {
      extension: name,
      remedy: 'Look whether the name is right; nothing was removed.',
    });
  }
  useFolder(folder, () => rmSync(folder.path, { recursive: true, force: true }));
  writeClaims(claimsFile, withoutClaimsOf(claims, name));
}
