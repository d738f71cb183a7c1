import { GraphQLError } from 'graphql';

/** A row of a database, or what a resolver made of one. */
export type Row = Readonly<Record<string, unknown>>;

/** A plain resolver: the parent, and the arguments as graphql-js has coerced them. */
export type Resolver = (parent: never, args: never) => unknown;

/** By type and field. */
export type Resolvers = Readonly<Record<string, Readonly<Record<string, Resolver>>>>;

export function coded(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** What is referred to has to exist: the place is null otherwise, with an error. */
export function notFound(id: string): never {
  throw coded('ENTITY_NOT_FOUND', id);
}
