import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { ProcessState } from '../supervisor/process-state.ts';

/** Tells what becomes of a subgraph's process. @param isPlaced it is part of what runs: else whoever wanted it tells why it is refused */
export function logState(
  logger: Logger,
  name: string,
  state: ProcessState,
  isPlaced: boolean,
  isServing: boolean,
): void {
  // Without the core nothing is served: the gateway ends, and says why.
  const endsTheStart = name === coreSubgraph && !isServing;
  switch (state.phase) {
    case 'ready': {
      const { version, abiVersion } = state.info;
      logger.info({ state: 'ready', childPid: state.pid, version, abiVersion }, 'a subgraph is ready');
      return;
    }
    case 'backing-off':
      logger.warn(
        { state: state.phase, ...ForgeError.fromWire(state.error).toLog(), delayMs: state.delayMs },
        'a subgraph ended; starting it again',
      );
      return;
    case 'quarantined':
      if (endsTheStart) return;
      logger.error(
        { state: state.phase, ...ForgeError.fromWire(state.error).toLog() },
        'a subgraph is left alone',
      );
      return;
    case 'refused':
      if (!isPlaced || endsTheStart) return;
      logger.error(
        { state: state.phase, ...ForgeError.fromWire(state.error).toLog() },
        'a subgraph is refused',
      );
      return;
    case 'starting':
    case 'prepared':
    case 'draining':
    case 'stopped':
      logger.debug({ state: state.phase }, 'a subgraph changes its state');
  }
}
