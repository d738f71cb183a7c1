import { GraphQLError, Kind } from 'graphql';

/**
 * Whether the executor refused the value of an argument, such as a null in a variable where none may be. That
 * can only be found when the operation runs, but it is a mistake of whoever sent it; the error points at the
 * value, where any other points at the field.
 */
export function isArgumentError(error: unknown): boolean {
  if (!(error instanceof GraphQLError) || error.path === undefined) return false;
  const kind = error.nodes?.[0]?.kind;
  return kind !== undefined && kind !== Kind.FIELD;
}
