import { chmodSync, mkdirSync } from 'node:fs';
import { ForgeError, systemReason } from './forge-error.ts';

export interface NeededFolder {
  /** Absolute. */
  readonly path: string;
  /** What it is, as the subject of a sentence: `The folder of the cache`. */
  readonly what: string;
  /** How to name another, a sentence. */
  readonly remedy: string;
  /** Whose folder it is, when it is an extension's. */
  readonly extension?: string;
}

/** Makes a folder for this user alone if it is not there. @returns its path @throws ForgeError FOLDER_UNUSABLE */
export function makeFolder(folder: NeededFolder): string {
  useFolder(folder, () => mkdirSync(folder.path, { recursive: true, mode: 0o700 }));
  return folder.path;
}

/** The same, and takes it from others (mode 0700) also when it was there. */
export function makePrivateFolder(folder: NeededFolder): string {
  useFolder(folder, () => {
    mkdirSync(folder.path, { recursive: true, mode: 0o700 });
    chmodSync(folder.path, 0o700);
  });
  return folder.path;
}

/** Does something with a folder. @throws ForgeError FOLDER_UNUSABLE that says why that was not possible */
export function useFolder<Result>(
  { path, what, remedy, extension }: NeededFolder,
  use: () => Result,
): Result {
  try {
    return use();
  } catch (error) {
    throw new ForgeError('FOLDER_UNUSABLE', `${what} cannot be used: ${problemWith(error)}.`, {
      remedy,
      extension,
      path,
      cause: error,
    });
  }
}

function problemWith(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a file stands in its place or in that of a folder above it';
    default:
      return systemReason(error);
  }
}
