import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, rmdirSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ForgeError, messageOf, systemReason } from '@forgepoint/common/forge-error.ts';
import { hostVersion } from '@forgepoint/common/version.ts';
import type { DataPlace } from './data-place.ts';
import type { BackupEntry, BackupManifest } from '../operated/backup-shapes.ts';
import { checksumOf, claimsFile, manifestFile } from './manifest.ts';
import { runCopier } from './run-copier.ts';
import { stampOf } from './stamp.ts';
import { syncFolder } from './sync-folder.ts';

export interface BackupRequest {
  /** Absolute; not there yet, or empty. */
  readonly to: string;
  readonly places: readonly DataPlace[];
  /** Absolute; who owns which name of the schema. */
  readonly claims: string;
  /** What runs on a database now. */
  readonly runningOf: (name: string) => BackupEntry['running'];
}

/**
 * Writes a backup, whole or not at all: into a folder beside, which gets its name when all is on the disk.
 * @throws ForgeError BACKUP_FAILED
 */
export async function makeBackup(request: BackupRequest): Promise<BackupManifest> {
  const { to } = request;
  if (existsSync(to) && !isEmptyFolder(to)) {
    throw new ForgeError('BACKUP_FAILED', `"${to}" is there already.`, {
      remedy: 'Name a folder that is not there yet; a backup is never written over another.',
    });
  }
  const now = new Date();
  const partial = `${to}.partial-${stampOf(now)}`;
  try {
    mkdirSync(partial, { recursive: true, mode: 0o700 });
    const manifest = await write(request, partial, now);
    if (existsSync(to)) rmdirSync(to);
    renameSync(partial, to);
    await syncFolder(dirname(to));
    return manifest;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw ForgeError.from(error, 'BACKUP_FAILED');
  }
}

async function write(
  { places, claims, runningOf }: BackupRequest,
  folder: string,
  now: Date,
): Promise<BackupManifest> {
  const entries: BackupEntry[] = [];
  for (const place of places) {
    const entry = await copyInto(folder, place, runningOf(place.name), now);
    if (entry !== undefined) entries.push(entry);
  }
  const claimsText = readIfPresent(claims);
  if (claimsText !== undefined) await writeFile(join(folder, claimsFile), claimsText);
  const unsigned = {
    format: 1 as const,
    madeAt: now.toISOString(),
    hostVersion,
    entries,
    claims:
      claimsText === undefined ? null : { sha256: createHash('sha256').update(claimsText).digest('hex') },
  };
  const manifest = { ...unsigned, checksum: checksumOf(unsigned) };
  await writeFile(join(folder, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
  await syncFolder(folder);
  return manifest;
}

/** @returns `undefined` when there is no database yet */
async function copyInto(
  folder: string,
  place: DataPlace,
  running: BackupEntry['running'],
  now: Date,
): Promise<BackupEntry | undefined> {
  if (!existsSync(place.folder)) return undefined;
  const path = join(folder, place.file);
  const hash = createHash('sha256');
  let bytes = 0;
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'wx', 0o600);
    const file = handle;
    const answer = await runCopier(
      place,
      { order: 'copy', stamp: stampOf(now) },
      {
        output: async (part) => {
          hash.update(part);
          bytes += part.length;
          await file.writeFile(part);
        },
      },
    );
    if (answer.kind === 'none') {
      rmSync(path);
      return undefined;
    }
    if (answer.kind !== 'copied' || answer.facts.bytes !== bytes) throw new Error('the copy is cut short');
    await file.sync();
    const { name, file: fileName } = place;
    const { migrations } = answer.facts;
    return { name, file: fileName, bytes, sha256: hash.digest('hex'), running, migrations };
  } catch (error) {
    throw new ForgeError(
      'BACKUP_FAILED',
      `The database of "${place.name}" could not be copied: ${reasonOf(error)}.`,
      {
        ...(place.name === 'core' ? {} : { extension: place.name }),
        remedy:
          'Look whether the disk is full and whether the database is well; nothing was left of the backup.',
        cause: error,
      },
    );
  } finally {
    await handle?.close();
  }
}

function reasonOf(error: unknown): string {
  const { errno } = error as NodeJS.ErrnoException;
  return typeof errno === 'number' ? systemReason(error) : messageOf(error).replace(/\.$/, '');
}

async function writeFile(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', 0o600);
  await file.writeFile(text);
  await file.sync();
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isEmptyFolder(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false;
  }
}
