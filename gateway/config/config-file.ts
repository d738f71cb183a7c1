import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { messageOf, systemReason } from '@forgepoint/common/forge-error.ts';
import { configError, type ConfigProblem } from './config-error.ts';

export interface ConfigFile {
  /** Absolute path. */
  readonly path: string;
  /** The folder that its own paths start from. */
  readonly folder: string;
  /** The JSON in it, not yet checked. */
  readonly content: unknown;
}

const defaultName = 'forge.config.json';

/**
 * @param path as the operator named it; without one the default is taken if it is there
 * @returns `undefined` when there is none
 * @throws ForgeError CONFIG_INVALID when it cannot be read or is no JSON
 */
export function readConfigFile(path: string | undefined, cwd: string): ConfigFile | undefined {
  const file = resolve(cwd, path ?? defaultName);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (path === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw configError({
      message: `The configuration file "${file}" cannot be read: ${systemReason(error)}.`,
      remedy: 'Let this user read it, or correct FORGE_CONFIG_PATH.',
    });
  }
  try {
    return { path: file, folder: dirname(file), content: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch (error) {
    throw configError(brokenJson(file, text, messageOf(error)));
  }
}

/** V8 names line and column, but not when the text ends too early. */
function brokenJson(file: string, text: string, reason: string): ConfigProblem {
  const lines = text.split('\n');
  const [, line = lines.length, column = (lines.at(-1)?.length ?? 0) + 1] =
    /\(line (\d+) column (\d+)\)/.exec(reason) ?? [];
  const what = reason.replace(/(?: in JSON)? at position.*$/s, '');
  return {
    message: `The configuration file "${file}" is not JSON: line ${line}, column ${column}: ${what}.`,
    remedy: 'Correct it there; JSON has no comments and no comma after the last entry.',
  };
}
