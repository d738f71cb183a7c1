import { ForgeError, messageOf } from '../forge-error.ts';

/** A folder that admission had to write to. */
export function unwritableFolder(folder: string, error: unknown): ForgeError {
  const isReadOnly = (error as NodeJS.ErrnoException).code === 'EROFS';
  return new ForgeError('FOLDER_UNUSABLE', `The folder "${folder}" can't be written: ${messageOf(error)}.`, {
    remedy: isReadOnly
      ? 'What it holds is made beforehand: build the image with this very file in extensions_dir/, or run subgraph-host --admit where the folder can be written.'
      : 'Let this user write to it, or name another one.',
    cause: error,
  });
}
