import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ForgeError, systemReason } from '@forgepoint/common/forge-error.ts';
import { readClaims } from '../composition/claims-file.ts';
import type { Claims } from '../composition/claims.ts';
import { noClaims } from '../composition/claims.ts';
import { backupManifestShape, type BackupEntry, type BackupManifest } from '../operated/backup-shapes.ts';
import { checksumOf, claimsFile, manifestFile } from './manifest.ts';

export interface ReadBackup {
  /** Absolute. */
  readonly folder: string;
  readonly manifest: BackupManifest;
  readonly claims: Claims;
}

/**
 * Reads a backup, and looks whether it is what was written.
 * @param names whose databases are wanted; `undefined`: all
 * @throws ForgeError BACKUP_INVALID
 */
export async function readBackup(folder: string, names: readonly string[] | undefined): Promise<ReadBackup> {
  const manifest = manifestIn(folder);
  const missing = names?.find((name) => !manifest.entries.some((entry) => entry.name === name));
  if (missing !== undefined) {
    const held = manifest.entries.map(({ name }) => name).join(', ');
    throw invalid(`it holds nothing of "${missing}", but of ${held === '' ? 'nobody' : held}`);
  }
  const wanted = manifest.entries.filter(({ name }) => names === undefined || names.includes(name));
  for (const entry of wanted) await check(folder, entry);
  return { folder, manifest: { ...manifest, entries: wanted }, claims: claimsIn(folder, manifest) };
}

function manifestIn(folder: string): BackupManifest {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(join(folder, manifestFile), 'utf8'));
  } catch (error) {
    throw invalid(`its ${manifestFile} cannot be read: ${systemReason(error)}`, error);
  }
  const parsed = backupManifestShape.safeParse(content);
  if (!parsed.success) throw invalid(`its ${manifestFile} is not that of a backup`, parsed.error);
  if (checksumOf(parsed.data) !== parsed.data.checksum) throw invalid(`its ${manifestFile} was changed`);
  return parsed.data;
}

async function check(folder: string, { name, file, bytes, sha256 }: BackupEntry): Promise<void> {
  const path = join(folder, file);
  const hash = createHash('sha256');
  try {
    if (statSync(path).size === bytes) await pipeline(createReadStream(path), hash);
  } catch (error) {
    throw invalid(`its "${file}" cannot be read: ${systemReason(error)}`, error);
  }
  if (hash.digest('hex') !== sha256) throw invalid(`the checksum of "${file}", of "${name}", is wrong`);
}

function claimsIn(folder: string, { claims }: BackupManifest): Claims {
  if (claims === null) return noClaims;
  const path = join(folder, claimsFile);
  try {
    const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
    if (digest === claims.sha256) return readClaims(path);
  } catch (error) {
    throw invalid(`its "${claimsFile}" cannot be read: ${systemReason(error)}`, error);
  }
  throw invalid(`the checksum of "${claimsFile}" is wrong`);
}

/** @param what ends a sentence */
function invalid(what: string, cause?: unknown): ForgeError {
  return new ForgeError('BACKUP_INVALID', `The backup cannot be used: ${what}.`, {
    remedy: 'Take another one; nothing was changed.',
    cause,
  });
}
