import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** What was made or renamed in a folder is found there after a loss of power. */
export async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  await folder.sync();
}
