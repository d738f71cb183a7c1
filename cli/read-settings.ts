import type { Config } from '@forgepoint/gateway/config/config.ts';
import { readConfig } from '@forgepoint/gateway/config/read-config.ts';
import type { CommandContext } from './context.ts';

/**
 * The settings that a gateway started here would have.
 * @param file `forge.config.json`, where another is meant than the one of the working folder
 * @throws ForgeError CONFIG_INVALID
 */
export function readSettings({ cwd, environment }: CommandContext, file: string | undefined): Config {
  const config = readConfig({
    argv: [],
    environment: file === undefined ? environment : { ...environment, FORGE_CONFIG_PATH: file },
    cwd,
  });
  if (config === 'help') throw new Error('an empty command line asks for no help');
  return config;
}
