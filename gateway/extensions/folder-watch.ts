import { statSync, watch, type FSWatcher } from 'node:fs';

export interface WatchOptions {
  /** Absolute path; what happens to a file directly in it is noticed. */
  readonly folder: string;
  /** Tells by a file's name whether it matters. */
  readonly matters: (fileName: string) => boolean;
  /** Called often and for nothing as well: it is only a hint to look. */
  readonly onHint: () => void;
}

/** Between looks that nothing has given a hint for, milliseconds: network file systems and full queues lose events. */
const rescanMs = 2_000;

/**
 * Gives hints that a folder may have changed: at events of the system, which come at once, and every two seconds, which
 * needs none. A folder that is replaced by another of its name is watched anew.
 */
export class FolderWatch implements Disposable {
  readonly #options: WatchOptions;
  readonly #timer: NodeJS.Timeout;
  #watcher: FSWatcher | undefined;
  #watched = '';

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#watch();
    this.#timer = setInterval(() => {
      this.#watch();
      options.onHint();
    }, rescanMs);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#watcher?.close();
  }

  #watch(): void {
    const { folder, matters, onHint } = this.#options;
    const identity = identityOf(folder);
    if (identity === this.#watched) return;
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#watched = '';
    if (identity === '') return;
    try {
      this.#watcher = watch(folder, (_event, fileName) => {
        if (fileName === null || matters(fileName)) onHint();
      });
      // Such as when the folder goes: the next look will see.
      this.#watcher.on('error', () => {
        this.#watched = '';
      });
      this.#watched = identity;
    } catch {
      // Then there are no hints but those of the clock.
    }
  }
}

function identityOf(folder: string): string {
  const stat = statSync(folder, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.dev}:${stat.ino}`;
}
