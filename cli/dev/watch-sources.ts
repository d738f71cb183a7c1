import { existsSync, watch, type FSWatcher } from 'node:fs';
import { dirname, extname } from 'node:path';
import { moduleName } from '../../sdk/types/write-module.ts';

/** What editors write beside a file before they rename it has other names; what is generated is no source. */
const sourceNames: ReadonlySet<string> = new Set([
  '.ts',
  '.mts',
  '.js',
  '.mjs',
  '.json',
  '.graphql',
  '.gql',
  '.sql',
]);

/** An editor writes in several steps; milliseconds. */
const quietMs = 15;

/** Tells when sources have changed, in the folders that they stand in: a file that is missing may appear there. */
export class SourceWatch {
  readonly #onChange: () => void;
  readonly #watchers = new Map<string, FSWatcher>();
  #timer: NodeJS.Timeout | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** @param files absolute paths of all files whose folders are watched from now on */
  follow(files: readonly string[]): void {
    const folders = new Set(files.map(dirname));
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#add(folder);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #add(folder: string): void {
    // One that is not there is asked for again at the next change.
    if (!existsSync(folder)) return;
    const watcher = watch(folder, (_event, name) => {
      if (name === null || name === moduleName || !sourceNames.has(extname(name))) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#onChange, quietMs);
    });
    // The folder was removed; the bundler says what is missing.
    watcher.on('error', () => {
      watcher.close();
      this.#watchers.delete(folder);
    });
    this.#watchers.set(folder, watcher);
  }
}
