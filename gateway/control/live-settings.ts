import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { Config } from '../config/config.ts';

/** What of the configuration can be changed while the gateway runs. */
export type LiveSettings = Pick<Config, 'extensions' | 'breakingChanges'>;

/** The settings as they stand now; while they can't be used, those that could be last. */
export class SettingsReader {
  readonly #read: () => LiveSettings;
  readonly #logger: Logger;
  #last: LiveSettings;
  #problem = '';

  /** @param read throws ForgeError CONFIG_INVALID */
  constructor(first: LiveSettings, read: () => LiveSettings, logger: Logger) {
    this.#last = first;
    this.#read = read;
    this.#logger = logger;
  }

  now(): LiveSettings {
    try {
      const { extensions, breakingChanges } = this.#read();
      this.#last = { extensions, breakingChanges };
      this.#problem = '';
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
}
