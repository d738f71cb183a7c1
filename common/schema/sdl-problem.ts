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
 * The first problems in the order of the text, each with its place and what to write instead.
 * @returns ForgeError EXTENSION_SCHEMA_INVALID
 */
export function schemaError(extension: string, problems: readonly SdlProblem[]): ForgeError {
  const shown = problems
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
    .slice(0, shownProblems);
  const cut = problems.length > shown.length ? `; ${shown.length} of ${problems.length} problems` : '';
  const last = shown.at(-1);
  const sentences = shown.flatMap((problem) => [
    problem.line === undefined
      ? problem.message
      : `In line ${problem.line}, column ${problem.column ?? 1}: ${problem.message}`,
    ...(problem === last ? [] : [problem.remedy]),
  ]);
  return new ForgeError(
    'EXTENSION_SCHEMA_INVALID',
    `The schema of the extension "${extension}" cannot be served${cut}. ${sentences.join(' ')}`,
    { extension, remedy: last?.remedy },
  );
}
