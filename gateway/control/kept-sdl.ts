import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SubgraphName } from '@forgepoint/common/extension-name.ts';
import type { RemoteSubgraph } from '../config/config.ts';
import { writeWhole } from '../write-whole.ts';

/** The last SDL of each subgraph that runs elsewhere, so that one that is down at the start is still composed. */
export class KeptSdl {
  readonly #folder: string;

  /** @param stateDir absolute path */
  constructor(stateDir: string) {
    this.#folder = join(stateDir, 'subgraphs');
  }

  /** @returns `undefined` when none was kept for that name and URL */
  read({ name, url }: RemoteSubgraph): string | undefined {
    try {
      const kept = JSON.parse(readFileSync(this.#fileOf(name), 'utf8')) as { url?: unknown; sdl?: unknown };
      return kept.url === url && typeof kept.sdl === 'string' ? kept.sdl : undefined;
    } catch {
      // Then it is asked for, as at the first start.
      return undefined;
    }
  }

  /** @throws Error when the folder cannot be written */
  write({ name, url }: RemoteSubgraph, sdl: string): void {
    writeWhole(this.#fileOf(name), `${JSON.stringify({ url, sdl })}\n`);
  }

  #fileOf(name: SubgraphName): string {
    return join(this.#folder, `${name}.json`);
  }
}
