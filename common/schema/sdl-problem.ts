import type { ASTNode } from 'graphql';
import { ForgeError } from '../forge-error.ts';

/** What is wrong with the SDL of an extension. */
export interface SdlProblem {
  /** A sentence. */
  readonly message: string;
  /** What to write instead, a sentence. */
  readonly remedy: string;
  /** Of the SDL as the extension gives it, from 1. */
  readonly line?: number;
  readonly column?: number;
}

const shownProblems = 5;

export function problemAt(node: ASTNode | undefined, message: string, remedy: string): SdlProblem {
  const token = node?.loc?.startToken;
  return token === undefined
    ? { message, remedy }
    : { message, remedy, line: token.line, column: token.column };
}

/**
 * Every problem with its place and what to write instead, the first of them in the order of the text.
 * @returns ForgeError EXTENSION_SCHEMA_INVALID
 */
export function schemaError(extension: string, problems: readonly SdlProblem[]): ForgeError {
  const inOrder = problems.toSorted(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
  const shown = inOrder.slice(0, shownProblems);
  const more = problems.length - shown.length;
  const sentences = [
    ...shown.flatMap(({ message, remedy, line, column }, index) => [
      line === undefined ? message : `In line ${line}, column ${column ?? 1}: ${message}`,
      ...(index === shown.length - 1 ? [] : [remedy]),
    ]),
    ...(more > 0 ? [`There ${more === 1 ? 'is 1 problem' : `are ${more} problems`} more.`] : []),
  ];
  return new ForgeError(
    'EXTENSION_SCHEMA_INVALID',
    `The schema of the extension "${extension}" cannot be served. ${sentences.join(' ')}`,
    { extension, remedy: shown.at(-1)?.remedy },
  );
}
