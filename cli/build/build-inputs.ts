import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { writeFileAtomically } from '@forgepoint/common/write-file-atomically.ts';

/**
 * Which files the last build has read is kept in a record, a JSON array of paths relative to the record's
 * folder: so a later build can tell without the bundler whether anything has changed.
 */
export function writeInputs(recordFile: string, inputs: readonly string[]): void {
  const folder = dirname(recordFile);
  const paths = inputs.map((input) => relative(folder, input));
  writeFileAtomically(recordFile, `${JSON.stringify(paths, null, 2)}\n`);
}

/** @returns absolute paths, or `undefined` when there is no record that can be read */
export function readInputs(recordFile: string): readonly string[] | undefined {
  let paths: unknown;
  try {
    paths = JSON.parse(readFileSync(recordFile, 'utf8'));
  } catch {
    return undefined;
  }
  if (!Array.isArray(paths) || !paths.every((path) => typeof path === 'string')) return undefined;
  return paths.map((path) => resolve(dirname(recordFile), path));
}

/**
 * @param toolchain what the output depends on beside the files
 * @returns sha256 in hex, or `undefined` when one of the files can't be read
 */
export function digestInputs(toolchain: string, inputs: readonly string[]): string | undefined {
  const hash = createHash('sha256').update(toolchain);
  for (const input of inputs) {
    let content: Buffer;
    try {
      content = readFileSync(input);
    } catch {
      return undefined;
    }
    hash.update(`\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}
