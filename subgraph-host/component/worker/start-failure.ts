import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { Trap } from './trap.ts';

/** Why a guest that trapped can't be started, and what to do. @param doing where it trapped */
export function startFailure(extension: string, doing: string, trap: Trap, cause: unknown): ForgeError {
  switch (trap.lack) {
    case 'fuel':
      return new ForgeError(
        trap.code,
        `The extension "${extension}" used up the fuel for its start in ${doing}: ${trap.message}`,
        {
          extension,
          remedy: 'It may never return, which its author has to mend; else raise fuelForStart.',
          cause,
        },
      );
    case 'memory':
      return new ForgeError(trap.code, `The extension "${extension}" cannot start: ${trap.message}`, {
        extension,
        remedy: 'Raise memoryMb.',
        cause,
      });
    case undefined:
      return new ForgeError(
        'EXTENSION_INIT_FAILED',
        `The extension "${extension}" trapped in ${doing}: ${trap.message}.`,
        {
          extension,
          remedy: 'Its author has to mend it; what it printed stands in the log with "source":"guest".',
          cause,
        },
      );
  }
}
