import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isExtensionName } from '@forgepoint/common/extension-name.ts';
import { useFolder } from '@forgepoint/common/folder.ts';
import { ForgeError, systemReason } from '@forgepoint/common/forge-error.ts';
import { defaultExtensionSettings } from '../config/config.ts';
import { extensionNameShape } from '../operated/shapes.ts';
import type { LiveSettings } from './live-settings.ts';
import { stateFolder } from './needed-folders.ts';
import { writeWhole } from '../write-whole.ts';

const fileShape = z.strictObject({
  version: z.literal(1),
  /** Since when, by name. */
  disabled: z.record(extensionNameShape, z.iso.datetime()),
});

/**
 * Extensions that the operator has switched off by a command, kept in the state folder: forge.config.json is written by
 * people alone.
 */
export class DisabledExtensions {
  readonly #stateDir: string;
  #since: ReadonlyMap<string, string>;

  /** @throws ForgeError STATE_UNUSABLE */
  constructor(stateDir: string) {
    this.#stateDir = stateDir;
    this.#since = read(fileIn(stateDir));
  }

  /** ISO 8601; `undefined`: it is not among them. */
  since(name: string): string | undefined {
    return this.#since.get(name);
  }

  get names(): readonly string[] {
    return [...this.#since.keys()];
  }

  /** @throws ForgeError FOLDER_UNUSABLE */
  add(name: string): void {
    if (!this.#since.has(name)) this.#write(new Map([...this.#since, [name, new Date().toISOString()]]));
  }

  /** @throws ForgeError FOLDER_UNUSABLE */
  remove(name: string): void {
    if (this.#since.has(name)) this.#write(new Map([...this.#since].filter(([other]) => other !== name)));
  }

  /** @returns the settings, in which these extensions are not enabled */
  over(settings: LiveSettings): LiveSettings {
    const extensions = new Map(settings.extensions);
    for (const name of this.#since.keys()) {
      if (!isExtensionName(name)) continue;
      extensions.set(name, { ...(extensions.get(name) ?? defaultExtensionSettings), enabled: false });
    }
    return { ...settings, extensions };
  }

  #write(since: ReadonlyMap<string, string>): void {
    const content = { version: 1, disabled: Object.fromEntries(since) };
    useFolder(stateFolder(this.#stateDir), () =>
      writeWhole(fileIn(this.#stateDir), `${JSON.stringify(content, null, 2)}\n`),
    );
    this.#since = since;
  }
}

function fileIn(stateDir: string): string {
  return join(stateDir, 'disabled-extensions.json');
}

function read(file: string): ReadonlyMap<string, string> {
  try {
    const { disabled } = fileShape.parse(JSON.parse(readFileSync(file, 'utf8')));
    return new Map(Object.entries(disabled));
  } catch (error) {
    // Whether the folder can be used is asked, and told, elsewhere.
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return new Map();
    const why = error instanceof z.ZodError ? 'it holds something else' : systemReason(error);
    throw new ForgeError(
      'STATE_UNUSABLE',
      `The record of disabled extensions, "disabled-extensions.json", cannot be used: ${why}.`,
      {
        remedy: 'Restore it from a backup; or delete it, and every extension is enabled.',
        path: file,
        cause: error,
      },
    );
  }
}
