import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, relative, sep } from 'node:path';

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

/** A place in what a guest runs: in its component's JavaScript, or in a source that it was given. */
const guestPlace = /(?:componentize-qjs:user\.js|<input>|<evalScript>):(\d+):(\d+)/g;

/** Puts places of the author's files into a text, such as a stack, that names places of a bundle. */
export function toSourcePlaces(
  text: string,
  positions: SourcePositions,
  shown: (position: SourcePosition) => string,
): string {
  return text.replaceAll(guestPlace, (at, line: string, column: string) => {
    const position = positions(Number(line), Number(column));
    return position === undefined ? at : shown(position);
  });
}

/** Whether a file is one of the extension's own, and not of a package that it uses. @param entry absolute path */
export function isOfAuthor(file: string, entry: string): boolean {
  const path = relative(dirname(entry), file);
  return !path.startsWith('..') && !path.split(sep).includes('node_modules');
}
