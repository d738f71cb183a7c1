import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';

/**
 * Who owns which name of the schema. A claim is kept when its extension is removed: giving it up is an
 * operator's act.
 */
export interface Claims {
  /** Extensions in the order in which they were first accepted. */
  readonly order: readonly string[];
  /** Owner by type name, or by coordinate `Type.field` for root fields and fields added to another's type. */
  readonly owners: Readonly<Record<string, string>>;
}

export const noClaims: Claims = { order: [], owners: {} };

/** @returns no claims when there is no file yet @throws ForgeError FOLDER_UNUSABLE when it can't be understood */
export function readClaims(file: string): Claims {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return noClaims;
    throw unusable(file, error);
  }
  try {
    const json = JSON.parse(text) as Partial<Claims>;
    if (!Array.isArray(json.order) || typeof json.owners !== 'object')
      throw new Error('it holds something else');
    return { order: json.order.map(String), owners: json.owners };
  } catch (error) {
    throw unusable(file, error);
  }
}

/** Replaces the file so that a crash leaves the old or the new one. */
export function writeClaims(file: string, claims: Claims): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const temporary = `${file}.tmp`;
    const descriptor = openSync(temporary, 'w', 0o600);
    writeSync(descriptor, `${JSON.stringify(claims, null, 2)}\n`);
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(temporary, file);
  } catch (error) {
    throw unusable(file, error);
  }
}

function unusable(file: string, error: unknown): ForgeError {
  return new ForgeError('FOLDER_UNUSABLE', `The claims in "${file}" cannot be used: ${messageOf(error)}.`, {
    remedy: 'Restore the file; or delete it, and names belong to whoever asks first.',
    cause: error,
  });
}
