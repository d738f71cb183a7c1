import { GraphQLError, parse, type DocumentNode } from 'graphql';
import type { SdlProblem } from './problem.ts';

const maxLength = 256 * 1024;
const maxTokens = 50_000;
const maxDepth = 64;

/** Parses the text of an author whom nobody knows: bounded in length, tokens and nesting. */
export function parseSdl(
  sdl: string,
): { readonly document: DocumentNode } | { readonly problem: SdlProblem } {
  if (sdl.length > maxLength) {
    return refused(
      `The SDL has ${sdl.length} characters; at most ${maxLength} are permitted.`,
      'Split the extension.',
    );
  }
  if (deeperThan(sdl, maxDepth)) {
    return refused(`The SDL nests brackets deeper than ${maxDepth}.`, 'Write it flatter.');
  }
  try {
    return { document: parse(sdl, { maxTokens }) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [at] = error.locations ?? [];
    const problem = {
      message: `The SDL is not valid GraphQL: ${error.message}`,
      remedy: 'Correct it at that place.',
    };
    return { problem: at === undefined ? problem : { ...problem, line: at.line, column: at.column } };
  }
}

/** Counts brackets wherever they stand, also in strings: a parser must never see more than it can take. */
function deeperThan(text: string, limit: number): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '{' || char === '[' || char === '(') {
      depth += 1;
      if (depth > limit) return true;
    } else if ((char === '}' || char === ']' || char === ')') && depth > 0) depth -= 1;
  }
  return false;
}

function refused(message: string, remedy: string): { readonly problem: SdlProblem } {
  return { problem: { message, remedy } };
}
