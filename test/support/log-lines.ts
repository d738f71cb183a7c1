import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** One line of a program's JSON log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** The log of a running program, to be waited on. */
export class LogLines {
  readonly lines: LogLine[] = [];
  readonly #waiting: {
    readonly matches: (line: LogLine) => boolean;
    readonly resolve: (line: LogLine) => void;
  }[] = [];
  /** Resolves when the program will log nothing more. */
  readonly ended: Promise<void>;

  constructor(output: Readable) {
    const reader = createInterface({ input: output });
    this.ended = new Promise((resolve) => {
      reader.once('close', () => resolve());
    });
    reader.on('line', (text) => this.#add(parse(text)));
  }

  /** The first line, past or future, that matches; rejects when the program ends without one. */
  async waitFor(what: string, matches: (line: LogLine) => boolean): Promise<LogLine> {
    const past = this.lines.find((line) => matches(line));
    if (past !== undefined) return past;
    return this.next(what, matches);
  }

  /** The next line from now on that matches. */
  async next(what: string, matches: (line: LogLine) => boolean): Promise<LogLine> {
    const { promise, resolve } = Promise.withResolvers<LogLine>();
    this.#waiting.push({ matches, resolve });
    const ended = this.ended.then(() => {
      throw new Error(`the program ended without logging ${what}:\n${this.tail()}`);
    });
    return Promise.race([promise, ended]);
  }

  tail(): string {
    return this.lines
      .slice(-20)
      .map((line) => JSON.stringify(line))
      .join('\n');
  }

  #add(line: LogLine): void {
    this.lines.push(line);
    for (const waiting of this.#waiting.slice()) {
      if (!waiting.matches(line)) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      waiting.resolve(line);
    }
  }
}

function parse(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { text };
  }
}
