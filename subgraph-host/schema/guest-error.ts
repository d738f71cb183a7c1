import { GraphQLError } from 'graphql';
import { printable } from '@forgepoint/common/forge-error.ts';
import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import type { CallOutcome } from '../component/guest-call.ts';

/** The extension's own error text is for the client; what the host found out gets a sentence with the name. */
export function guestError(
  extension: string,
  coordinate: string,
  outcome: CallOutcome & { readonly kind: 'failed' },
): GraphQLError {
  const message =
    outcome.code === 'EXTENSION_ERROR'
      ? outcome.message
      : `The extension "${extension}" failed in ${coordinate}: ${outcome.message}`;
  return codedError(extension, outcome.code, message);
}

/** @param problem what it answered instead, such as `text that is not valid JSON` */
export function invalidResult(extension: string, coordinate: string, problem: string): GraphQLError {
  return codedError(
    extension,
    'EXTENSION_RESULT_INVALID',
    `The extension "${extension}" answered ${coordinate} with ${problem}. Its author has to correct that.`,
  );
}

/** Federation alone would leave the place null, or not even that, and tell nobody. */
export function entityNotFound(extension: string, typeName: string): GraphQLError {
  return codedError(
    extension,
    'ENTITY_NOT_FOUND',
    `The extension "${extension}" has no ${typeName} that this refers to.`,
  );
}

function codedError(extension: string, code: ErrorCode, message: string): GraphQLError {
  return new GraphQLError(printable(message), { extensions: { code, extension } });
}
