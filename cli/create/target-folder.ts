import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ForgeError } from '@forgepoint/common/forge-error.ts';

const shownEntries = 3;

/**
 * @param folder absolute path of the folder to make, which may be there when it is empty
 * @throws ForgeError COMMAND_INVALID with a name that is free
 */
export function checkTarget(folder: string, name: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return;
  const entries = found.isDirectory() ? readdirSync(folder).toSorted() : undefined;
  if (entries?.length === 0) return;
  const shown = entries?.slice(0, shownEntries).join(', ') ?? '';
  const more = entries !== undefined && entries.length > shownEntries ? ', …' : '';
  throw new ForgeError(
    'COMMAND_INVALID',
    entries === undefined
      ? `"${folder}" is a file.`
      : `The folder "${folder}" is not empty: it has ${shown}${more}.`,
    { remedy: `Write: forge new ${freeName(folder, name)}` },
  );
}

function freeName(folder: string, name: string): string {
  for (let number = 2; ; number += 1) {
    const another = `${name}-${number}`;
    if (!existsSync(join(dirname(folder), another))) return another;
  }
}
