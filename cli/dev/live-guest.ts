import type { InterfaceVersion } from '../build/toolchain.ts';
import { projectFile } from '../project.ts';

/** A guest that evaluates the sources of an author, who writes for the same version of the interface. */
export interface LiveGuest {
  /** Absolute path of its TypeScript. */
  readonly entry: string;
  /** Absolute path of the folder that its world is in. */
  readonly witFolder: string;
}

export const liveGuests: Readonly<Record<InterfaceVersion, LiveGuest>> = {
  '0.2.0': {
    entry: projectFile('cli/dev/live-guest/0.2.0/extension.ts'),
    witFolder: projectFile('cli/dev/live-guest/0.2.0/wit'),
  },
  '0.3.0': {
    entry: projectFile('cli/dev/live-guest/0.3.0/extension.ts'),
    witFolder: projectFile('cli/dev/live-guest/0.3.0/wit'),
  },
};
