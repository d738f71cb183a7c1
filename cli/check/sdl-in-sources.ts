import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { moduleName, sdlName } from '../../sdk/types/write-module.ts';
import { readInputs } from '../build/build-inputs.ts';
import { shownPath } from '../build/problem-in-file.ts';
import type { AuthorFolder } from '../extension/author-folder.ts';
import { placeIn, type Place } from '../terminal/problem.ts';

/** Finds the author's place for one in an SDL. Lines and columns count from 1. */
export type FindInSources = (sdl: string, line: number, column: number) => Place | undefined;

/** Lines on each side that are compared. */
const neighbours = 6;

/**
 * An SDL stands in the sources as a text of its own or inside of a template literal, so its lines are there as they
 * are, whatever stands before them in the file: the place is where the line stands with the most of its neighbours.
 * @param files absolute paths of the sources
 */
export function findInSources(files: readonly string[]): FindInSources {
  const sources = files.map(writtenByAuthor).flatMap((file) => {
    const text = readIfPresent(file);
    return text === undefined ? [] : [{ file, text, lines: text.split('\n') }];
  });
  return (sdl, line, column) => {
    const wanted = sdl.split('\n');
    const index = line - 1;
    const sought = wanted[index]?.trim();
    if (sought === undefined || sought === '') return undefined;
    let best: { readonly source: (typeof sources)[number]; readonly at: number } | undefined;
    let bestScore = 0;
    for (const source of sources) {
      for (const [at, text] of source.lines.entries()) {
        if (text.trim() !== sought) continue;
        const score = likeness(wanted, index, source.lines, at);
        if (score > bestScore) [best, bestScore] = [{ source, at }, score];
      }
    }
    if (best === undefined) return undefined;
    const shift = indentOf(best.source.lines[best.at] ?? '') - indentOf(wanted[index] ?? '');
    return placeIn(best.source.text, {
      file: shownPath(best.source.file),
      line: best.at + 1,
      column: column + shift,
    });
  };
}

/** @param author whose build has told what its sources are; `undefined`: nobody knows the sources */
export function findInSourcesOf(author: AuthorFolder | undefined): FindInSources | undefined {
  return author === undefined ? undefined : findInSources(sourcesOf(author));
}

function sourcesOf({ kind, folder, recordFile }: AuthorFolder): readonly string[] {
  if (kind !== 'rust') return readInputs(recordFile) ?? [];
  return globSync(['*.graphql', 'src/**/*.{graphql,rs}'], { cwd: folder }).map((file) => join(folder, file));
}

/** What is generated has the SDL as well, but it isn't where the author writes it. */
function writtenByAuthor(file: string): string {
  return basename(file) === moduleName ? join(dirname(file), sdlName) : file;
}

/** How many lines around the two are alike, the two among them. */
function likeness(sdl: readonly string[], index: number, source: readonly string[], at: number): number {
  let score = 0;
  for (let offset = -neighbours; offset <= neighbours; offset += 1) {
    const line = sdl[index + offset]?.trim();
    if (line !== undefined && line === source[at + offset]?.trim()) score += 1;
  }
  return score;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
