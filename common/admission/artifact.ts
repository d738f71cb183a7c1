import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ForgeError, systemReason } from '../forge-error.ts';
import { checkPrivateFolder } from './private-folder.ts';

/** What admission made of a component, checked against its manifest. */
export interface Artifact {
  /** sha256 of the file that was admitted, in hex. */
  readonly digest: string;
  /** @see policyVersion */
  readonly policyVersion: string;
  /** Interface version that the component was built against, such as `0.2.0`. */
  readonly abiVersion: string;
  /** Names of the imported interfaces as the glue asks for them, without versions. */
  readonly imports: readonly string[];
  /** What it exports: interfaces with their versions, and functions that nobody calls. */
  readonly exports: readonly string[];
  /** JSON text of the manifest that the component holds, not parsed; `null`: it has none. */
  readonly extensionManifest: string | null;
  /** Absolute path of the generated JavaScript. */
  readonly gluePath: string;
  /** What the memories of an instance begin with, all together, in pages of 64 KiB. */
  readonly initialPages: number;
  /** Core modules by the file name that the glue asks for, bounded and counting. */
  readonly modules: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

export interface Manifest {
  readonly formatVersion: typeof manifestFormat;
  readonly componentDigest: string;
  readonly policyVersion: string;
  readonly abiVersion: string;
  readonly imports: readonly string[];
  readonly exports: readonly string[];
  readonly extensionManifest: string | null;
  readonly initialPages: number;
  /** sha256 in hex of every other file of the artifact, by name. */
  readonly files: Readonly<Record<string, string>>;
}

export const manifestFormat = 3;
export const manifestFile = 'manifest.json';
/** `.mjs`, so that Node looks for no package.json to tell what it is. */
export const glueFile = 'component.mjs';

const fileNamePattern = /^component(?:\.mjs|\.core[0-9]{0,4}\.wasm)$/;
const hashPattern = /^[0-9a-f]{64}$/;
const versionPattern = /^[0-9a-f]{16}$/;

/** Whether an artifact may hold a file of that name. */
export function isArtifactFile(name: string): boolean {
  return fileNamePattern.test(name);
}

/** The folder's name tells an artifact from those of other components and policies. */
export function artifactFolderName(digest: string, policyVersion: string): string {
  return `${digest}-${policyVersion}`;
}

/**
 * Reads an artifact and checks every file of it against the manifest.
 * @throws ForgeError FOLDER_UNUSABLE when others could have changed it, EXTENSION_ADMISSION_FAILED when a file is
 * missing or not what admission wrote
 */
export function loadArtifact(folder: string): Artifact {
  checkPrivateFolder(folder);
  try {
    const manifest = parseManifest(readFileSync(join(folder, manifestFile), 'utf8'));
    const modules = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const [name, hash] of Object.entries(manifest.files)) {
      const bytes = readFileSync(join(folder, name));
      if (sha256(bytes) !== hash) throw new Error(`${name} has changed since it was written`);
      if (name !== glueFile) modules.set(name, bytes);
    }
    return {
      digest: manifest.componentDigest,
      policyVersion: manifest.policyVersion,
      abiVersion: manifest.abiVersion,
      imports: manifest.imports,
      exports: manifest.exports,
      extensionManifest: manifest.extensionManifest,
      initialPages: manifest.initialPages,
      gluePath: join(folder, glueFile),
      modules,
    };
  } catch (error) {
    throw new ForgeError(
      'EXTENSION_ADMISSION_FAILED',
      `The admitted form of the component can't be used: ${systemReason(error)}.`,
      {
        remedy: 'Delete its folder in the cache; it is written again at the next start.',
        path: folder,
        cause: error,
      },
    );
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function parseManifest(text: string): Manifest {
  const manifest = JSON.parse(text) as Partial<Record<keyof Manifest, unknown>> | null;
  const valid =
    manifest !== null &&
    manifest.formatVersion === manifestFormat &&
    matches(manifest.componentDigest, hashPattern) &&
    matches(manifest.policyVersion, versionPattern) &&
    matches(manifest.abiVersion, /^[0-9]+\.[0-9]+\.[0-9]+$/) &&
    isListOfTexts(manifest.imports) &&
    isListOfTexts(manifest.exports) &&
    (manifest.extensionManifest === null || typeof manifest.extensionManifest === 'string') &&
    Number.isSafeInteger(manifest.initialPages) &&
    isFileTable(manifest.files);
  if (!valid) throw new Error(`${manifestFile} is not a manifest of format ${manifestFormat}`);
  return manifest as Manifest;
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isFileTable(files: unknown): boolean {
  if (typeof files !== 'object' || files === null) return false;
  const entries: readonly [string, unknown][] = Object.entries(files);
  return (
    entries.every(([name, hash]) => isArtifactFile(name) && matches(hash, hashPattern)) &&
    entries.some(([name]) => name === glueFile)
  );
}

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}
