import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { forgeBinary, strangersEnvironment, type Workplace } from './forge.ts';

/** What a program has written, to be waited on. */
export class Output {
  #text = '';
  #read = 0;
  #ended = false;
  #changed = Promise.withResolvers<void>();

  constructor(streams: readonly Readable[]) {
    for (const stream of streams) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        this.#text += chunk;
        this.#wake();
      });
    }
    void Promise.all(streams.map((stream) => once(stream, 'close'))).then(() => {
      this.#ended = true;
      this.#wake();
    });
  }

  get text(): string {
    return this.#text;
  }

  /** Waits until what came after the last match matches as well. @returns it, up to the end of the match's line */
  async next(pattern: RegExp): Promise<string> {
    for (;;) {
      const rest = this.#text.slice(this.#read);
      const match = pattern.exec(rest);
      const end = match === null ? -1 : rest.indexOf('\n', match.index + match[0].length);
      if (end !== -1) {
        this.#read += end + 1;
        return rest.slice(0, end);
      }
      if (this.#ended) throw new Error(`it ended without ${pattern}:\n${rest}`);
      await this.#changed.promise;
    }
  }

  #wake(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers<void>();
    resolve();
  }
}

/** The program while it runs. */
export class RunningForge implements AsyncDisposable {
  /** Both of its streams in one. */
  readonly output: Output;
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;

  constructor(place: Workplace, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(forgeBinary, args, {
      cwd: place.dir,
      env: strangersEnvironment(place.dir, env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.output = new Output([this.#child.stdout, this.#child.stderr]);
    this.exited = once(this.#child, 'exit').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as string | null,
    }));
  }

  async stop(
    signal: NodeJS.Signals,
  ): Promise<{ readonly code: number | null; readonly signal: string | null }> {
    this.#child.kill(signal);
    return this.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.stop('SIGTERM');
  }
}
