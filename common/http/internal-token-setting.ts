import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ForgeError, messageOf } from '../forge-error.ts';

const textVariable = 'FORGE_INTERNAL_TOKEN';
const fileVariable = 'FORGE_INTERNAL_TOKEN_FILE';

/** Where the secret comes from that a gateway and its subgraphs share when nobody supervises all of them. */
export const internalTokenVariables: readonly string[] = [textVariable, fileVariable];

/** What an HTTP header can carry, and long enough not to be guessed. */
const pattern = /^[\x21-\x7e]{16,512}$/;

/**
 * The internal token from the environment, or from the file that it names. A file that isn't there is made, with a
 * random token, by whoever comes first.
 * @param cwd a relative path starts here
 * @returns `null` when neither variable is set
 * @throws ForgeError CONFIG_INVALID
 */
export function readInternalToken(
  environment: Readonly<Record<string, string | undefined>>,
  cwd: string,
): string | null {
  const text = environment[textVariable] ?? '';
  if (text !== '') return checked(text, `The environment variable ${textVariable}`);
  const path = environment[fileVariable] ?? '';
  if (path === '') return null;
  const file = resolve(cwd, path);
  return checked((readIfPresent(file) ?? made(file)).trim(), `The file "${file}"`);
}

function checked(token: string, where: string): string {
  if (pattern.test(token)) return token;
  throw new ForgeError('CONFIG_INVALID', `${where} holds no token that can be used.`, {
    remedy: 'A token has 16 to 512 printable ASCII characters and no spaces.',
  });
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ForgeError(
      'CONFIG_INVALID',
      `The internal token "${file}" cannot be read: ${messageOf(error)}.`,
      {
        remedy: `Let this user read it, or name another file by ${fileVariable}.`,
        cause: error,
      },
    );
  }
}

function made(file: string): string {
  try {
    makeOnce(file, `${randomBytes(32).toString('base64url')}\n`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ForgeError(
      'CONFIG_INVALID',
      `There is no internal token "${file}" yet, and it cannot be made: ${messageOf(error)}.`,
      {
        remedy: 'Start what may write it first (the core, in the compose file), or write a token into it.',
        cause: error,
      },
    );
  }
}

/** A link appears whole and never replaces: of several that start at once, one makes the file. */
function makeOnce(file: string, content: string): void {
  const temporary = join(dirname(file), `.${randomUUID()}.tmp`);
  writeFileSync(temporary, content, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}
