import { GraphQLError } from 'graphql';
import { parseBoundedJson } from '@forgepoint/common/bounded-json.ts';
import { printable } from '@forgepoint/common/forge-error.ts';
import type { FieldAnswer } from './field-answer.ts';
import { guestCode } from './guest-code.ts';

const maxDetailsLength = 16_384;
const maxDetailsDepth = 32;

/** The extension's own error text is for the client; what the host found out gets a sentence with the name. */
export function guestError(
  extension: string,
  coordinate: string,
  answer: Extract<FieldAnswer, { readonly kind: 'failure' | 'failed' }>,
): GraphQLError {
  if (answer.kind === 'failed') {
    return codedError(`The extension "${extension}" failed in ${coordinate}: ${answer.message}`, {
      code: answer.code,
      extension,
    });
  }
  const details =
    answer.details === null ? undefined : parseBoundedJson(answer.details, maxDetailsLength, maxDetailsDepth);
  return codedError(answer.message === '' ? `The extension "${extension}" gave no reason.` : answer.message, {
    ...guestCode(answer.code),
    ...(details === undefined ? {} : { details }),
    extension,
  });
}

/** @param problem what it answered instead, such as `text that is not valid JSON` */
export function invalidResult(extension: string, coordinate: string, problem: string): GraphQLError {
  const message = `The extension "${extension}" answered ${coordinate} with ${problem}. Its author has to correct that.`;
  return codedError(message, { code: 'EXTENSION_RESULT_INVALID', extension });
}

/** Federation alone would leave the place null, or not even that, and tell nobody. */
export function entityNotFound(extension: string, typeName: string): GraphQLError {
  return codedError(`The extension "${extension}" has no ${typeName} that this refers to.`, {
    code: 'ENTITY_NOT_FOUND',
    extension,
  });
}

function codedError(message: string, extensions: Readonly<Record<string, unknown>>): GraphQLError {
  return new GraphQLError(printable(message), { extensions });
}
