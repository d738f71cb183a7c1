import { createHash } from 'node:crypto';
import type { BackupManifest } from '../operated/backup-shapes.ts';

export const manifestFile = 'manifest.json';
export const claimsFile = 'claims.json';

export function checksumOf({
  checksum: _,
  ...rest
}: Omit<BackupManifest, 'checksum'> & { checksum?: string }): string {
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex');
}
