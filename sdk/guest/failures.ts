import type { Answer, Failure } from 'forge:extension/extension-api@0.3.0';
import { ExtensionError } from './extension-error.ts';
import { log } from './log.ts';

const unknownCode = '';

/**
 * An error for whoever sent the request. What an ExtensionError says is meant for them; anything else is told to the
 * operator and the author alone, by the log.
 * @param place such as `Query.issues`
 * @throws what is thrown when the engine has no memory left: the host then begins with a new instance
 */
export function failureOf(error: unknown, place: string): Failure {
  if (error instanceof ExtensionError) {
    const { code, message, details } = error;
    return { code, message, ...(details === undefined ? {} : { details: JSON.stringify(details) }) };
  }
  if (isOutOfMemory(error)) throw error;
  const { name, message, stack } =
    error instanceof Error ? error : { name: 'Thrown', message: String(error), stack: '' };
  log.error(`${place} threw ${name}: ${message}`, { place, stack: stack ?? '' });
  return { code: unknownCode, message: `${place} failed inside the extension; its log says why.` };
}

export function failure(error: unknown, place: string): Answer & { tag: 'failure' } {
  return { tag: 'failure', val: failureOf(error, place) };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && error.name === 'InternalError' && error.message === 'out of memory';
}
