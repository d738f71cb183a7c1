import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ForgeError, printable, type WireError } from '@forgepoint/common/forge-error.ts';
import type { FromDevHost } from '@forgepoint/common/process/dev-messages.ts';
import { buildGuest } from '../build/build-guest.ts';
import { checkTypes } from '../build/check-types.ts';
import type { SourcePositions } from '../build/source-positions.ts';
import { placeInSdl } from '../check/problems-of-look.ts';
import { findInSources } from '../check/sdl-in-sources.ts';
import type { AuthorFolder } from '../extension/author-folder.ts';
import { projectFile } from '../project.ts';
import { problemOfError, type Problem } from '../terminal/problem.ts';
import { DevHost, type HostLine } from './dev-host.ts';
import { exceptionIn, formatException, isEngineNoise } from './guest-trace.ts';
import { bundleLive } from './live-bundle.ts';

/** What a session tells while it runs. */
export interface DevEvents {
  serving(url: string): void;
  /** The saved sources answer now. */
  loaded(took: { readonly bundleMs: number; readonly startMs: number }): void;
  /** The saved sources can't be served; what was served goes on. */
  broken(problems: readonly Problem[]): void;
  /** They are served, although the compiler finds fault with them. */
  typeProblems(problems: readonly Problem[]): void;
  exception(text: string): void;
  guestLogged(level: string, message: string): void;
  hostEnded(how: string): void;
}

export interface DevSessionOptions {
  readonly author: AuthorFolder;
  /** Options of the standalone host. */
  readonly hostArgs: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly events: DevEvents;
  /** Called with the files that a change of is to be told by {@link DevSession.update}. */
  readonly onFiles: (files: readonly string[]) => void;
  /** Problems in lines, without colours: for the page. */
  readonly toText: (problems: readonly Problem[]) => string;
}

type Answer = Extract<FromDevHost, { type: 'loaded' | 'refused' }>;

/** One extension that is served while it is written. */
export class DevSession {
  readonly #options: DevSessionOptions;
  readonly #file: string;
  readonly #manifest: string;
  #host: DevHost | undefined;
  #answer: ((answer: Answer) => void) | undefined;
  #positions: SourcePositions = () => undefined;
  #serving = false;
  #lastException = '';
  /** Updates never overlap; of those that wait, one is enough. */
  #updating: Promise<void> = Promise.resolve();
  #waits = false;
  #isClosed = false;

  constructor(options: DevSessionOptions) {
    const { folder, name } = options.author;
    this.#options = options;
    this.#file = join(folder, '.forge', 'dev', `${name}.wasm`);
    this.#manifest = join(folder, 'manifest.json');
  }

  /** Serves the sources as they are now. @throws ForgeError when nothing can be served at that address */
  update(): Promise<void> {
    if (this.#waits) return this.#updating;
    this.#waits = true;
    this.#updating = this.#updating.then(async () => {
      this.#waits = false;
      await this.#serveSources();
    });
    return this.#updating;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const host = this.#host;
    this.#host = undefined;
    await host?.stop();
  }

  /** It may be closed while something is waited for. */
  #hasClosed(): boolean {
    return this.#isClosed;
  }

  async #serveSources(): Promise<void> {
    const { author, events, onFiles } = this.#options;
    const started = performance.now();
    const bundled = await bundleLive(author.entry);
    if (this.#hasClosed()) return;
    onFiles([...bundled.files, author.entry, this.#manifest]);
    const bundleMs = performance.now() - started;
    const guest = await this.#buildLiveGuest();
    if (this.#hasClosed()) return;
    const failures = [...(bundled.kind === 'failed' ? bundled.problems : []), ...guest];
    if (guest.length === 0) this.#startHost();
    if (bundled.kind === 'failed' || failures.length > 0) {
      this.#broken(failures);
      return;
    }
    const before = this.#positions;
    this.#positions = bundled.positions;
    const answer = await this.#run(bundled.source);
    if (answer.type === 'refused') {
      if (!this.#serving) throw ForgeError.fromWire(answer.error);
      this.#broken(refusalProblems(author.name, answer, bundled.files));
      // What goes on being served is the version before.
      this.#positions = before;
      return;
    }
    events.loaded({ bundleMs, startMs: performance.now() - started - bundleMs });
    this.#host?.send({ type: 'problems', text: null });
    await this.#checkTypes();
  }

  /** Builds what evaluates the sources, which takes a while when it was not built before. */
  async #buildLiveGuest(): Promise<readonly Problem[]> {
    const result = await buildGuest({
      entry: projectFile('cli/dev/live-guest/extension.ts'),
      manifest: this.#manifest,
      outFile: this.#file,
      recordFile: join(dirname(this.#file), 'record.json'),
    });
    if (result.kind === 'failed') return result.problems;
    if (result.kind !== 'kept') return [];
    // Nothing but this program has a file there.
    rmSync(this.#file);
    return this.#buildLiveGuest();
  }

  #startHost(): void {
    if (this.#host !== undefined) return;
    const { hostArgs, cwd, environment, events } = this.#options;
    const host = new DevHost({
      file: this.#file,
      args: hostArgs,
      cwd,
      environment,
      onMessage: (message) => {
        if (message.type !== 'serving') this.#answer?.(message);
        else {
          this.#serving = true;
          events.serving(message.url);
        }
      },
      onLine: (line) => this.#hostLogged(line),
    });
    this.#host = host;
    this.#serving = false;
    void host.ended.then((how) => {
      if (this.#host !== host) return;
      this.#host = undefined;
      const error: WireError = {
        code: 'EXTENSION_UNAVAILABLE',
        message: `The process that serves the extension ended ${how}.`,
      };
      this.#answer?.({ type: 'refused', error, schema: null });
      events.hostEnded(how);
    });
  }

  async #run(source: string): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#answer = resolve;
    this.#host?.send({ type: 'run', source });
    const answer = await promise;
    this.#answer = undefined;
    return answer;
  }

  #broken(problems: readonly Problem[]): void {
    this.#options.events.broken(problems);
    this.#host?.send({ type: 'problems', text: this.#options.toText(problems) });
  }

  async #checkTypes(): Promise<void> {
    const problems = await checkTypes(this.#options.author.entry, '0.2.0');
    if (problems.length === 0 || this.#waits) return;
    this.#options.events.typeProblems(problems);
    this.#host?.send({ type: 'problems', text: this.#options.toText(problems) });
  }

  #hostLogged({ source, level, msg }: HostLine): void {
    const { events } = this.#options;
    if (source !== 'guest') {
      // A read that failed was tried twice, with the same exception.
      if (msg === 'a call failed') this.#lastException = '';
      return;
    }
    const message = String(msg);
    const exception = exceptionIn(message);
    if (exception !== undefined) {
      const text = formatException(exception, this.#positions);
      if (text !== this.#lastException) events.exception(text);
      this.#lastException = text;
    } else if (!isEngineNoise(message)) events.guestLogged(String(level), printable(message));
  }
}

function refusalProblems(
  extension: string,
  { error, schema }: Extract<Answer, { type: 'refused' }>,
  files: readonly string[],
): readonly Problem[] {
  if (schema === null) return [problemOfError(error)];
  const find = findInSources(files);
  return schema.problems.map(({ message, remedy, line, column = 1 }) => ({
    code: error.code,
    message,
    remedy,
    extension,
    ...(line === undefined ? {} : { place: placeInSdl(schema.sdl, line, column, find) }),
  }));
}
