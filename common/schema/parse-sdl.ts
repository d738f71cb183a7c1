import { GraphQLError, Lexer, Source, TokenKind, parse, type DocumentNode } from 'graphql';
import { problemAt, type SdlProblem } from './sdl-problem.ts';

export interface SdlLimits {
  readonly maxBytes: number;
  readonly maxTokens: number;
  /** Brackets of any kind within each other. */
  readonly maxDepth: number;
}

/** Of what an author writes. Composition takes time that grows with the square of it and worse. */
export const authorLimits: SdlLimits = { maxBytes: 256 * 1024, maxTokens: 20_000, maxDepth: 64 };

/** Of a subgraph's SDL: wrapping adds keys and stubs to what the author wrote. */
export const subgraphLimits: SdlLimits = { maxBytes: 2 * 1024 * 1024, maxTokens: 150_000, maxDepth: 64 };

/**
 * Parses the text of an author whom nobody knows. Size, number of tokens and nesting are measured before the
 * parser, which recurses, sees it.
 */
export function parseSdl(
  sdl: string,
  limits: SdlLimits,
): { readonly document: DocumentNode } | { readonly problem: SdlProblem } {
  const bytes = Buffer.byteLength(sdl);
  if (bytes > limits.maxBytes) {
    return refused(
      `The SDL has ${bytes} bytes; at most ${limits.maxBytes} are permitted.`,
      'Make it shorter, or split the extension.',
    );
  }
  try {
    const problem = tooMuch(sdl, limits);
    return problem === undefined ? { document: parse(sdl) } : { problem };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [at] = error.locations ?? [];
    const problem = {
      message: `${error.message.replace(/^Syntax Error: /, 'The SDL is not valid GraphQL: ').replace(/\.$/, '')}.`,
      remedy: 'Correct the text at that place.',
    };
    return { problem: at === undefined ? problem : { ...problem, line: at.line, column: at.column } };
  }
}

/** @throws GraphQLError at a character that begins no token */
function tooMuch(sdl: string, { maxTokens, maxDepth }: SdlLimits): SdlProblem | undefined {
  const lexer = new Lexer(new Source(sdl));
  let depth = 0;
  for (let tokens = 0; ; tokens += 1) {
    const { kind, line, column } = lexer.advance();
    switch (kind) {
      case TokenKind.EOF:
        if (tokens > 0) return undefined;
        return problemAt(
          undefined,
          'The SDL is empty.',
          'Let get-schema return at least one type or field, such as "type Query { hello: String }".',
        );
      case TokenKind.BRACE_L:
      case TokenKind.BRACKET_L:
      case TokenKind.PAREN_L:
        depth += 1;
        if (depth <= maxDepth) break;
        return {
          message: `Brackets stand in each other deeper than ${maxDepth} here.`,
          remedy: 'Write it flatter.',
          line,
          column,
        };
      case TokenKind.BRACE_R:
      case TokenKind.BRACKET_R:
      case TokenKind.PAREN_R:
        depth -= 1;
        break;
      default:
    }
    if (tokens < maxTokens) continue;
    return {
      message: `The SDL has more than ${maxTokens} tokens; the rest begins here.`,
      remedy: 'Make it shorter, or split the extension.',
      line,
      column,
    };
  }
}

function refused(message: string, remedy: string): { readonly problem: SdlProblem } {
  return { problem: { message, remedy } };
}
