import { ForgeError, type WireError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { LeftOut } from '../composition/settle-names.ts';

/**
 * Remembers who waits for another extension, and tells the operator when that changes.
 * @param waiting by name; changed to what the last composition says
 */
export function noteWaiting(
  waiting: Map<string, WireError>,
  leftOut: readonly LeftOut[],
  logger: Logger,
): void {
  const now = new Map(
    leftOut.filter(({ state }) => state === 'waiting').map(({ name, error }) => [name, error]),
  );
  for (const [name, error] of now) {
    if (waiting.get(name)?.message !== error.message) {
      logger.warn(
        { subgraph: name, extension: name, state: 'waiting', ...ForgeError.fromWire(error).toLog() },
        'an extension is left out until what it builds on is there',
      );
    }
    waiting.set(name, error);
  }
  for (const name of waiting.keys()) {
    if (now.has(name)) continue;
    waiting.delete(name);
    if (leftOut.some((one) => one.name === name)) continue;
    logger.info({ subgraph: name, extension: name }, 'what an extension waited for is there');
  }
}
