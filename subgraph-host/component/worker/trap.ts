import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import { messageOf } from '@forgepoint/common/forge-error.ts';

/** Why an instance is of no more use. */
export interface Trap {
  readonly code: Extract<
    ErrorCode,
    'EXTENSION_FUEL_EXHAUSTED' | 'EXTENSION_OUT_OF_MEMORY' | 'EXTENSION_TRAPPED' | 'DATABASE_UNUSABLE'
  >;
  /** What the guest lacked before. */
  readonly lack: 'fuel' | 'memory' | undefined;
  /**
   * The stack has run over, perhaps inside of a host function that the guest has called from where the host asked it for
   * memory: what that function was about to do is half-done, and the whole thread is of no more use.
   */
  readonly overflow: boolean;
  /** A sentence; when it lacked nothing, the trap in the engine's words. */
  readonly message: string;
}

/** @param error what was thrown out of the guest */
export function trapOf(error: unknown, lack: Trap['lack'], fuel: number, memoryMb: number): Trap {
  const overflow = error instanceof RangeError && error.message.includes('call stack');
  switch (lack) {
    case 'fuel':
      return {
        lack,
        overflow,
        code: 'EXTENSION_FUEL_EXHAUSTED',
        message: `It used up its ${fuel} units of fuel.`,
      };
    case 'memory':
      return {
        lack,
        overflow,
        code: 'EXTENSION_OUT_OF_MEMORY',
        message: `It stopped (${messageOf(error)}) after it was refused more than its ${memoryMb} MiB of memory.`,
      };
    case undefined:
      return {
        lack,
        overflow,
        code: 'EXTENSION_TRAPPED',
        message: messageOf(error).replace(/^wasm trap: /, ''),
      };
  }
}
