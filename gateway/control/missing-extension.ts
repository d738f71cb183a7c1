import type { ExtensionName } from '@forgepoint/common/extension-name.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import { nearestName } from '@forgepoint/common/nearest-name.ts';
import type { Config } from '../config/config.ts';

/** Tells of each extension that the configuration sets and nobody has put there. */
export function warnOfMissing(
  configured: Config['extensions'],
  found: readonly ExtensionName[],
  logger: Logger,
): void {
  for (const [name, { enabled }] of configured) {
    if (!enabled || found.includes(name)) continue;
    logger.warn({ extension: name, ...missing(name, found).toLog() }, 'a configured extension is not there');
  }
}

function missing(name: ExtensionName, found: readonly ExtensionName[]): ForgeError {
  const meant = nearestName(name, found);
  return new ForgeError(
    'EXTENSION_MISSING',
    `The configuration sets the extension "${name}", but the extensions folder holds no ${name}.wasm.`,
    {
      extension: name,
      remedy:
        meant === undefined
          ? 'Put the file there, or remove its settings.'
          : `Write "${meant}" if that is meant; otherwise put the file there, or remove its settings.`,
    },
  );
}
