import { ForgeError, printable, type WireError } from '@forgepoint/common/forge-error.ts';
import { excerpt } from './excerpt.ts';
import type { Terminal } from './terminal.ts';

/** Something that is wrong with an extension, as it is shown and as `--json` gives it. */
export interface Problem {
  /** Of docs/errors.md; or the code of the compiler, such as `TS2322`. */
  readonly code: string;
  /** What is wrong, a sentence. */
  readonly message: string;
  /** What to write instead, a sentence. */
  readonly remedy?: string | undefined;
  readonly extension?: string | undefined;
  readonly place?: Place | undefined;
  /** The last lines that the extension logged before. */
  readonly said?: readonly string[] | undefined;
}

export interface Place {
  /** Path as it is shown; `undefined`: the text is known, but not the file that it stands in. */
  readonly file?: string | undefined;
  /** What is there when no file is known, such as `the SDL`. */
  readonly what?: string | undefined;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The line, with a mark under the place. */
  readonly excerpt?: string | undefined;
}

export function problemOfError(error: WireError | ForgeError): Problem {
  const { code, message, remedy, extension } = error instanceof ForgeError ? error.toWire() : error;
  return { code, message, remedy, extension };
}

/** @param text that the place is in */
export function placeIn(text: string, at: Omit<Place, 'excerpt'>): Place {
  return { ...at, excerpt: excerpt(text, at.line, at.column) };
}

/** More help nobody: one mistake often makes many. */
const maxShown = 20;

/** Problems in lines, the first of them. */
export function formatProblems(
  problems: readonly Problem[],
  terminal: Pick<Terminal, 'style'>,
  stream: 'result' | 'note',
): string {
  const shown = problems.slice(0, maxShown).map((problem) => formatProblem(problem, terminal, stream));
  const more = problems.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n\n');
}

/** A problem in lines: place and code, what is wrong, the line, what to do. */
export function formatProblem(
  problem: Problem,
  terminal: Pick<Terminal, 'style'>,
  stream: 'result' | 'note',
): string {
  const { code, message, remedy, place, said = [] } = problem;
  const where = place === undefined ? problem.extension : placeText(place, problem.extension);
  const head = [
    ...(where === undefined ? [] : [terminal.style('cyan', printable(where), stream)]),
    terminal.style('red', printable(code), stream),
  ].join(' ');
  const marked = place?.excerpt?.split('\n').map((line) => `    ${line}`) ?? [];
  return [
    head,
    `  ${printable(message)}`,
    ...marked,
    ...said.map((line) => `  it said: ${printable(line)}`),
    ...(remedy === undefined ? [] : [`  ${terminal.style('green', '→', stream)} ${printable(remedy)}`]),
  ].join('\n');
}

function placeText({ file, what, line, column }: Place, extension: string | undefined): string {
  if (file !== undefined) return `${file}:${line}:${column}`;
  return `${[extension, what].filter((part) => part !== undefined).join(', ')}, line ${line}, column ${column}`;
}
