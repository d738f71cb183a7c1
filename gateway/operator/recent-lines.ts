import type { LogOutput } from '@forgepoint/common/logging.ts';

/** A line of the log, as it was written and as it is looked for. */
export interface RecentLine {
  /** JSON without its line break. */
  readonly text: string;
  readonly level: LineLevel;
  /** Whose process or version it is about; `undefined`: the gateway, or the core. */
  readonly extension: string | undefined;
}

/** Rising. */
export const lineLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LineLevel = (typeof lineLevels)[number];

export interface LineFilter {
  readonly extension: string | undefined;
  /** Least level. */
  readonly level: LineLevel;
}

/** What is kept of one extension, and of the gateway: a loud one drives out no other's lines. */
const maxLines = 1_000;
const maxCharacters = 512 * 1_024;
/** Extensions whose lines are kept; those that were silent for longest go first. */
const maxSources = 200;

interface Source {
  readonly lines: (RecentLine & { readonly position: number })[];
  characters: number;
}

/** The last lines of the log, and those to come. Bounded: 1 000 lines and 512 Ki characters for each extension. */
export class RecentLines implements LogOutput {
  readonly #output: LogOutput;
  readonly #sources = new Map<string, Source>();
  readonly #followers = new Set<(line: RecentLine) => void>();
  #position = 0;

  /** @param output gets every line */
  constructor(output: LogOutput) {
    this.#output = output;
  }

  write(text: string): void {
    this.#output.write(text);
    const line = parse(text.trimEnd());
    if (line === undefined) return;
    this.#keep(line);
    for (const follow of this.#followers) follow(line);
  }

  /** @param count at most so many, the last ones @returns in the order in which they were written */
  last(filter: LineFilter, count: number): readonly RecentLine[] {
    if (count === 0) return [];
    const sources =
      filter.extension === undefined ? [...this.#sources.values()] : [this.#sources.get(filter.extension)];
    return sources
      .flatMap((source) => source?.lines ?? [])
      .filter((line) => matches(line, filter))
      .toSorted((a, b) => a.position - b.position)
      .slice(-count);
  }

  /** Calls with each line from now on that matches. @returns what ends that */
  follow(filter: LineFilter, onLine: (line: RecentLine) => void): () => void {
    const follow = (line: RecentLine): void => {
      if (matches(line, filter)) onLine(line);
    };
    this.#followers.add(follow);
    return () => this.#followers.delete(follow);
  }

  #keep(line: RecentLine): void {
    const name = line.extension ?? '';
    const source = this.#sources.get(name) ?? { lines: [], characters: 0 };
    this.#sources.delete(name);
    this.#sources.set(name, source);
    if (this.#sources.size > maxSources) {
      const [quietest] = this.#sources.keys();
      if (quietest !== undefined) this.#sources.delete(quietest);
    }
    this.#position += 1;
    source.lines.push({ ...line, position: this.#position });
    source.characters += line.text.length;
    while (source.lines.length > maxLines || source.characters > maxCharacters) {
      source.characters -= source.lines.shift()?.text.length ?? 0;
    }
  }
}

function matches(line: RecentLine, { extension, level }: LineFilter): boolean {
  if (extension !== undefined && line.extension !== extension) return false;
  return lineLevels.indexOf(line.level) >= lineLevels.indexOf(level);
}

function parse(text: string): RecentLine | undefined {
  try {
    const { level, extension } = JSON.parse(text) as { level?: unknown; extension?: unknown };
    return {
      text,
      level: lineLevels.find((name) => name === level) ?? 'info',
      extension: typeof extension === 'string' ? extension : undefined,
    };
  } catch {
    return undefined;
  }
}
