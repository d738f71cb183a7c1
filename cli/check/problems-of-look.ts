import type { Look } from '../extension/look-at.ts';
import { placeIn, problemOfError, type Problem } from '../terminal/problem.ts';
import type { FindInSources } from './sdl-in-sources.ts';

const sdlName = 'SDL';
/** Of what an extension logged; the last ones tell why it ended. */
const shownLines = 5;

/**
 * What keeps an extension from being served by itself, the others left aside.
 * @param find finds the author's file for a place in the SDL; `undefined`: nobody knows the sources
 */
export function problemsOfLook(look: Look, find: FindInSources | undefined): readonly Problem[] {
  if (look.kind === 'refused') {
    const said = look.said.slice(-shownLines);
    return [{ ...problemOfError(look.error), ...(said.length === 0 ? {} : { said }) }];
  }
  const { wrapped, sdl } = look.described;
  if (wrapped.kind === 'wrapped') return [];
  return wrapped.problems.map(({ message, remedy, line, column = 1 }) => {
    const problem = {
      code: 'EXTENSION_SCHEMA_INVALID',
      message,
      remedy,
      extension: look.extension,
    };
    return line === undefined ? problem : { ...problem, place: placeInSdl(sdl, line, column, find) };
  });
}

/** The author's file where it is known, else the SDL as the extension gives it. */
export function placeInSdl(
  sdl: string,
  line: number,
  column: number,
  find: FindInSources | undefined,
): NonNullable<Problem['place']> {
  return find?.(sdl, line, column) ?? placeIn(sdl, { what: sdlName, line, column });
}
