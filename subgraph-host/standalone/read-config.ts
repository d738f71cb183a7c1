import { readFileSync } from 'node:fs';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';

/** @returns JSON text @throws ForgeError CONFIG_INVALID */
export function readConfig(file: string | null): string | null {
  if (file === null) return null;
  try {
    return JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new ForgeError(
      'CONFIG_INVALID',
      `The configuration "${file}" is not readable JSON: ${messageOf(error)}.`,
      {
        remedy: 'Give a file that holds one JSON value.',
        cause: error,
      },
    );
  }
}
