import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf } from '@forgepoint/common/forge-error.ts';
import { configError } from './config-error.ts';
import { apiTokenVariables, variableIn, type Environment } from './environment.ts';

/** A secret has no place in a file that is shared, nor on a command line that others can read. */
const [textVariable = '', fileVariable = ''] = apiTokenVariables;

/** What an `Authorization` header can carry, and long enough not to be guessed. */
const pattern = /^[A-Za-z0-9._~+/=-]{16,512}$/;

/**
 * The token that clients have to send, from the environment or from the file that it names.
 * @param cwd a relative path starts here
 * @returns `null` when neither variable is set: none is asked for
 * @throws ForgeError CONFIG_INVALID, without the token
 */
export function readApiToken(environment: Environment, cwd: string): string | null {
  const text = variableIn(environment, textVariable);
  const path = variableIn(environment, fileVariable);
  if (text !== undefined && path !== undefined) {
    throw configError({
      message: `${textVariable} and ${fileVariable} are both set.`,
      remedy: 'Set one of them.',
    });
  }
  if (text !== undefined) return checked(text, `The environment variable ${textVariable}`);
  if (path === undefined) return null;
  const file = resolve(cwd, path);
  try {
    return checked(readFileSync(file, 'utf8').trim(), `The file "${file}"`);
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw configError({
      message: `The API token "${file}" cannot be read: ${messageOf(error)}.`,
      remedy: `Let this user read it, or name another file by ${fileVariable}.`,
    });
  }
}

function checked(token: string, where: string): string {
  if (pattern.test(token)) return token;
  throw configError({
    message: `${where} holds no token that can be used.`,
    remedy:
      'A token has 16 to 512 letters, digits and characters of "._~+/=-": openssl rand -base64 32 makes one.',
  });
}
