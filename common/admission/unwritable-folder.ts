import { basename } from 'node:path';
import { ForgeError, systemReason } from '../forge-error.ts';

/** A folder that admission had to write to. */
export function unwritableFolder(folder: string, error: unknown): ForgeError {
  const isReadOnly = (error as NodeJS.ErrnoException).code === 'EROFS';
  const what = `The folder "${basename(folder)}" can't be written: ${systemReason(error)}.`;
  return new ForgeError('FOLDER_UNUSABLE', what, {
    remedy: isReadOnly
      ? 'What it holds is made beforehand: build the image with this very file in extensions_dir/, or run subgraph-host --admit where the folder can be written.'
      : 'Let this user write to it, or name another one.',
    path: folder,
    cause: error,
  });
}
