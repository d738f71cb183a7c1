import type { WireError } from '@forgepoint/common/forge-error.ts';
import type { SubgraphInfo } from '@forgepoint/common/process/messages.ts';

/** Where the process of one subgraph is in its life. */
export type ProcessState =
  | { readonly phase: 'starting'; readonly pid: number }
  /** Beside another version: its `init` waits until that one writes no more. */
  | { readonly phase: 'prepared'; readonly pid: number }
  | {
      readonly phase: 'ready';
      readonly pid: number;
      readonly sdl: string;
      readonly info: SubgraphInfo;
      readonly isUncommitted: boolean;
    }
  | { readonly phase: 'backing-off'; readonly delayMs: number; readonly error: WireError }
  /** It crashed too often; only an operator, or another revision, starts it again. */
  | { readonly phase: 'quarantined'; readonly error: WireError }
  /** Another start would meet the same cause. */
  | { readonly phase: 'refused'; readonly error: WireError }
  | { readonly phase: 'draining'; readonly pid: number }
  | { readonly phase: 'stopped' };
