import type { Json } from './json.ts';

const codePattern = /^[A-Z][A-Z0-9_]{0,63}$/;

/**
 * Why a field has no value, for whoever sent the request. Thrown in a mutation, nothing of the mutation is kept.
 *
 * `throw new ExtensionError('ISSUE_CLOSED', 'The issue is closed.', { issue: 'issue-7' })`
 */
export class ExtensionError extends Error {
  override readonly name = 'ExtensionError';
  readonly code: string;
  readonly details: Json | undefined;

  /**
   * @param code tells a program what happened, such as `ISSUE_CLOSED`; becomes `extensions.code`
   * @param message tells a person what happened and what to do, at most 2 000 characters
   * @param details become `extensions.details`, at most 16 384 characters as JSON
   */
  constructor(code: string, message: string, details?: Json) {
    super(message);
    this.code = code;
    this.details = details;
    if (codePattern.test(code)) return;
    throw new TypeError(
      `The code of an ExtensionError is ${JSON.stringify(code)}; write upper-case words joined by "_", such as "${suggested(code)}".`,
    );
  }
}

function suggested(code: string): string {
  const words = code
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, 64);
  return words === '' ? 'ISSUE_CLOSED' : words;
}
