import type { ErrorCode } from '@forgepoint/common/error-codes.ts';

/** Status of the HTTP answer that tells an error. Others: the operator's wish was understood and could not be met. */
export function statusFor(code: ErrorCode): number {
  switch (code) {
    case 'OPERATOR_REQUEST_INVALID':
    case 'REQUEST_INVALID':
      return 400;
    case 'OPERATOR_TOKEN_REQUIRED':
      return 401;
    case 'EXTENSION_UNKNOWN':
      return 404;
    case 'NOT_SUPERVISED':
    case 'EXTENSION_STATE_UNFIT':
      return 409;
    default:
      return 422;
  }
}
