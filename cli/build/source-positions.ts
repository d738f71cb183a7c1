import { SourceMap, type SourceMapPayload } from 'node:module';

/** A place in a file of the author's. */
export interface SourcePosition {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Finds the author's place for one in a bundle. Lines and columns count from 1. */
export type SourcePositions = (line: number, column: number) => SourcePosition | undefined;

/** @param map source map as JSON text with absolute paths */
export function sourcePositions(map: string): SourcePositions {
  const sourceMap = new SourceMap(JSON.parse(map) as SourceMapPayload);
  return (line, column) => {
    const entry = sourceMap.findEntry(line - 1, column - 1);
    if (!('originalSource' in entry)) return undefined;
    return {
      file: entry.originalSource,
      line: entry.originalLine + 1,
      column: entry.originalColumn + 1,
    };
  };
}
