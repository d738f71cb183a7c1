import { lstatSync } from 'node:fs';
import { basename } from 'node:path';
import { ForgeError, systemReason } from '../forge-error.ts';

const writableByOthers = 0o022;
const root = 0;

/**
 * Checks that nobody but this user, or the superuser who installed it, can put anything into a folder whose content is
 * run.
 * @throws ForgeError FOLDER_UNUSABLE
 */
export function checkPrivateFolder(folder: string): void {
  const refused = (what: string, remedy: string, cause?: unknown): ForgeError =>
    new ForgeError('FOLDER_UNUSABLE', `The folder "${basename(folder)}" ${what}.`, {
      remedy,
      path: folder,
      cause,
    });
  let stat: ReturnType<typeof lstatSync>;
  try {
    stat = lstatSync(folder);
  } catch (error) {
    throw refused(`can't be looked at: ${systemReason(error)}`, 'Let this user read it.', error);
  }
  if (!stat.isDirectory()) throw refused('is a link or a file', 'Name the folder itself.');
  const user = process.getuid?.();
  if (user !== undefined && stat.uid !== user && stat.uid !== root) {
    throw refused(
      `belongs to another user (${stat.uid}), who could put code into it`,
      'Give it to the user that runs this, or name another one.',
    );
  }
  if (user !== undefined && (stat.mode & writableByOthers) !== 0) {
    throw refused(
      'can be written by other users, who could put code into it',
      'Run "chmod go-w" on it, or name another one.',
    );
  }
}
