import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import { MalformedBinary } from '../wasm-binary/malformed-binary.ts';

/** Makes the errors of one admission: each names the extension and says what its author can do. */
export type Refuse = (code: ErrorCode, message: string, remedy: string, cause?: unknown) => ForgeError;

export function refuseFor(extension: string): Refuse {
  return (code, message, remedy, cause) => new ForgeError(code, message, { extension, remedy, cause });
}

/** What a step of admission threw, as a refusal; a binary that can't be read is the author's concern. */
export function refusalOf(error: unknown, refuse: Refuse): ForgeError {
  if (error instanceof ForgeError) return error;
  if (error instanceof MalformedBinary) {
    return refuse(
      'EXTENSION_FILE_INVALID',
      `The file is damaged or not built by a known tool: ${error.message}.`,
      'Build it again and copy it whole.',
      error,
    );
  }
  return refuse(
    'EXTENSION_ADMISSION_FAILED',
    `The component can't be prepared: ${toolMessage(error)}.`,
    'Check it with "wasm-tools validate"; if it is valid, report this.',
    error,
  );
}

/** The first lines of what a tool says, without its backtrace. */
export function toolMessage(error: unknown): string {
  const payload: unknown =
    typeof error === 'object' && error !== null && 'payload' in error ? error.payload : undefined;
  const message = typeof payload === 'string' ? payload : messageOf(error);
  return message.split('\n').slice(0, 6).join(' ').replace(/\s+/g, ' ').replace(/\.$/, '').trim();
}
