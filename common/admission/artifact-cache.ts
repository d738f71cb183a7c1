import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ForgeError } from '../forge-error.ts';
import { artifactFolderName, loadArtifact, type Artifact } from './artifact.ts';
import { checkPrivateFolder } from './private-folder.ts';
import { unwritableFolder } from './unwritable-folder.ts';

/** A folder under which artifacts stand, each in a folder of its own that never changes. */
export interface ArtifactCache {
  /** Absolute path. */
  readonly folder: string;
  readonly policyVersion: string;
}

/** Where the artifact of a component stands, whether it is there or not. */
export function artifactDirOf(cache: ArtifactCache, digest: string): string {
  return join(cache.folder, artifactFolderName(digest, cache.policyVersion));
}

/**
 * @returns `undefined` when the component was not admitted under this policy; one that is damaged is removed
 * @throws ForgeError FOLDER_UNUSABLE when it cannot be, or when others could have put something into the cache
 */
export function findArtifact(cache: ArtifactCache, digest: string): Artifact | undefined {
  const folder = artifactDirOf(cache, digest);
  if (!existsSync(folder)) return undefined;
  checkPrivateFolder(cache.folder);
  try {
    const artifact = loadArtifact(folder);
    if (artifact.digest === digest && artifact.policyVersion === cache.policyVersion) return artifact;
  } catch {
    // What can't be used is made again; its folder has to go first.
  }
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    throw unwritableFolder(cache.folder, error);
  }
  return undefined;
}

/**
 * @returns a new empty folder beside the artifacts, for one admission to write into
 * @throws ForgeError FOLDER_UNUSABLE
 */
export function createStagingFolder({ folder }: ArtifactCache): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    checkPrivateFolder(folder);
    return mkdtempSync(join(folder, '.staging-'));
  } catch (error) {
    if (error instanceof ForgeError) throw error;
    throw unwritableFolder(folder, error);
  }
}

/**
 * Moves what was staged to its place. When another process was faster with the same component, its artifact is
 * taken instead: both are equal.
 * @throws ForgeError EXTENSION_ADMISSION_FAILED when what was staged is not whole
 */
export function publishArtifact(cache: ArtifactCache, digest: string, staged: string): Artifact {
  const { digest: stagedDigest, policyVersion } = loadArtifact(staged);
  if (stagedDigest !== digest || policyVersion !== cache.policyVersion) {
    throw new Error('admission has worked on another component or by another policy');
  }
  const folder = artifactDirOf(cache, digest);
  try {
    renameSync(staged, folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
  return loadArtifact(folder);
}
