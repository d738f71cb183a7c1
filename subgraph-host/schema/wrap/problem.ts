import type { ASTNode } from 'graphql';

/** What is wrong with a component's SDL. */
export interface SdlProblem {
  /** A sentence. */
  readonly message: string;
  /** What to write instead, a sentence. */
  readonly remedy: string;
  /** Of the author's SDL, from 1. */
  readonly line?: number;
  readonly column?: number;
}

export function problemAt(node: ASTNode | undefined, message: string, remedy: string): SdlProblem {
  const token = node?.loc?.startToken;
  return token === undefined
    ? { message, remedy }
    : { message, remedy, line: token.line, column: token.column };
}
