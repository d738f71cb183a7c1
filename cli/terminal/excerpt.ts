import { printableLines } from '@forgepoint/common/forge-error.ts';

/** Columns of a line that are shown. */
const maxWidth = 120;

/**
 * A line of a text with a mark under a place in it.
 * @param line from 1
 * @param column from 1, in UTF-16 units
 * @returns `undefined` when there is no such line
 */
export function excerpt(text: string, line: number, column: number): string | undefined {
  const found = text.split('\n')[line - 1];
  if (found === undefined) return undefined;
  const start = Math.max(0, column - maxWidth + 20);
  const shown = printableLines(found.slice(start, start + maxWidth)).replaceAll('\t', ' ');
  const number = String(line);
  const gap = ' '.repeat(number.length);
  return `${number} | ${shown}\n${gap} | ${' '.repeat(Math.max(0, column - 1 - start))}^`;
}
