import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ForgeError, printable, type WireError } from '@forgepoint/common/forge-error.ts';
import type { FromDevHost } from '@forgepoint/common/process/dev-messages.ts';
import { buildGuest } from '../build/build-guest.ts';
import type { SourcePositions } from '../build/source-positions.ts';
import type { InterfaceVersion } from '../build/toolchain.ts';
import type { AuthorFolder } from '../extension/author-folder.ts';
import { writeGenerated } from '../extension/build-component.ts';
import type { Problem } from '../terminal/problem.ts';
import { DevHost, type HostLine } from './dev-host.ts';
import { exceptionIn, formatException, isEngineNoise } from './guest-trace.ts';
import { bundleLive } from './live-bundle.ts';
import { liveGuests } from './live-guest.ts';
import { refusalProblems } from './refusal-problems.ts';
import { TypeCheck } from './type-check.ts';

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
  readonly #interfaceVersion: InterfaceVersion;
  readonly #types: TypeCheck;
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
    const { folder, name, kind, entry } = options.author;
    this.#options = options;
    this.#file = join(folder, '.forge', 'dev', `${name}.wasm`);
    this.#interfaceVersion = kind === 'sdk' ? '0.3.0' : '0.2.0';
    this.#types = new TypeCheck(entry, this.#interfaceVersion, (problems) => {
      options.events.typeProblems(problems);
      this.#host?.send({ type: 'problems', text: options.toText(problems) });
    });
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
    this.#types.stop();
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
    this.#types.stop();
    const unreadable = writeGenerated(author);
    const bundled = await bundleLive(author.entry, this.#interfaceVersion);
    if (this.#hasClosed()) return;
    onFiles([...bundled.files, author.entry, author.manifest]);
    const bundleMs = performance.now() - started;
    const guest = await this.#buildLiveGuest();
    if (this.#hasClosed()) return;
    const failures = [...unreadable, ...(bundled.kind === 'failed' ? bundled.problems : []), ...guest];
    if (guest.length === 0) this.#startHost();
    if (bundled.kind === 'failed' || failures.length > 0) {
      this.#broken(failures);
      return;
    }
    const before = this.#positions;
    this.#positions = bundled.positions;
    this.#lastException = '';
    const answer = await this.#run(bundled.source);
    if (answer.type === 'refused') {
      if (!this.#serving) throw ForgeError.fromWire(answer.error);
      const thrown = this.#lastException.split('\n').filter((line) => line !== '');
      const dataDir = dirname(this.#file);
      this.#broken(
        refusalProblems({ ...answer, extension: author.name, files: bundled.files, thrown, dataDir }),
      );
      // What goes on being served is the version before.
      this.#positions = before;
      return;
    }
    this.#host?.send({ type: 'problems', text: null });
    events.loaded({ bundleMs, startMs: performance.now() - started - bundleMs });
    this.#types.start();
  }

  /** Builds what evaluates the sources, which takes a while when it was not built before. */
  async #buildLiveGuest(): Promise<readonly Problem[]> {
    const result = await buildGuest({
      ...liveGuests[this.#interfaceVersion],
      interfaceVersion: this.#interfaceVersion,
      manifest: this.#options.author.manifest,
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

  #hostLogged({ source, level, msg, fields }: HostLine): void {
    const { events } = this.#options;
    if (source !== 'guest') {
      // A read that failed was tried twice, with the same exception.
      if (msg === 'a call failed') this.#lastException = '';
      return;
    }
    const message = String(msg);
    const exception = exceptionIn(message, fields);
    if (exception !== undefined) {
      const text = formatException(exception, this.#positions, this.#options.author.entry);
      if (text !== this.#lastException) events.exception(text);
      this.#lastException = text;
    } else if (!isEngineNoise(message)) events.guestLogged(String(level), printable(message));
  }
}
