import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import { isDeepStrictEqual } from 'node:util';
import type { Config, FixedSettings } from '../config/config.ts';

/** What of the configuration can be changed while the gateway runs. */
export type LiveSettings = Pick<Config, 'extensions' | 'breakingChanges'>;

/** The same, and what can't, to tell when it has been changed in vain. */
export type ReadSettings = LiveSettings & Pick<Config, 'fixed'>;

/** The settings as they stand now; while they can't be used, those that could be last. */
export class SettingsReader {
  readonly #read: () => ReadSettings;
  readonly #fixed: FixedSettings;
  readonly #logger: Logger;
  #last: LiveSettings;
  #problem = '';
  /** What of the fixed settings was warned of. */
  #told = '[]';

  /** @param read throws ForgeError CONFIG_INVALID */
  constructor(first: ReadSettings, read: () => ReadSettings, logger: Logger) {
    this.#last = first;
    this.#fixed = first.fixed;
    this.#read = read;
    this.#logger = logger;
  }

  now(): LiveSettings {
    try {
      const { extensions, breakingChanges, fixed } = this.#read();
      this.#last = { extensions, breakingChanges };
      this.#problem = '';
      this.#warnOf(fixed);
    } catch (error) {
      const problem = messageOf(error);
      if (problem !== this.#problem) {
        this.#logger.error(
          ForgeError.from(error, 'CONFIG_INVALID').toLog(),
          'the configuration cannot be used; the one before stays',
        );
      }
      this.#problem = problem;
    }
    return this.#last;
  }

  /** Each change is told once. */
  #warnOf(now: FixedSettings): void {
    const names = new Set([...Object.keys(this.#fixed), ...Object.keys(now)]);
    const changed = [...names].filter((name) => !isDeepStrictEqual(this.#fixed[name], now[name]));
    const told = JSON.stringify(changed.map((name) => [name, now[name] ?? null]));
    if (told === this.#told) return;
    this.#told = told;
    if (changed.length > 0)
      this.#logger.warn(needsRestart(changed).toLog(), 'a changed setting has no effect');
  }
}

function needsRestart(names: readonly string[]): ForgeError {
  const named = names.map((name) => `"${name}"`).join(', ');
  return new ForgeError(
    'CONFIG_NEEDS_RESTART',
    `The configuration has changed in ${named}, which ${names.length === 1 ? 'is' : 'are'} read at the start alone.`,
    { remedy: 'Restart the gateway, or take the change back; until then the settings of its start hold.' },
  );
}
