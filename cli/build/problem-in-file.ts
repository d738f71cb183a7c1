import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { placeIn, type Problem } from '../terminal/problem.ts';

interface InFile {
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** A problem at a place of a file, with the line that it is in when the file can be read. */
export function problemInFile({ code, message, remedy, file, line, column }: InFile): Problem {
  return { code, message, remedy, place: placeIn(textOf(file), { file: shownPath(file), line, column }) };
}

/** From the working folder when it lies there. */
export function shownPath(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') ? file : path;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
