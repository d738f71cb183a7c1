/** The repository that a call is about, as core knows it. Fields as in WIT `repository-context`. */
export interface RepositoryContext {
  readonly id: string;
  readonly slug: string;
  readonly groupId: string | null;
  readonly fullPath: string | null;
  readonly isRemote: boolean;
  readonly remoteUrl: string | null;
}

/** Who asks. Fields as in WIT `user-context`. */
export interface UserContext {
  readonly id: string;
  readonly username: string;
  readonly displayName: string | null;
  readonly email: string | null;
}

/**
 * What the gateway tells a subgraph host beside the GraphQL request. It travels as
 * `extensions.forgepoint` of the request's body and counts only when the request carries the
 * internal token of this boot.
 */
export interface ContextEnvelope {
  /** Correlates the log lines of all processes. 1 to 64 characters. */
  readonly requestId: string;
  /** Of the client's operation, for log lines: 100 characters at most; `null`: it has none. */
  readonly operationName: string | null;
  /** What is left of the client's deadline when the gateway sends the request; whole milliseconds. */
  readonly remainingMs: number;
  readonly user: UserContext | null;
  /** Repositories named by a `repositoryId` argument of a root field, by id. An unknown one is absent. */
  readonly repositories: Readonly<Record<string, RepositoryContext>>;
}

/** Key of the envelope in the request body's `extensions`. */
export const envelopeExtension = 'forgepoint';

/** Request header that carries the internal token of this boot. */
export const internalTokenHeader = 'x-forgepoint-internal-token';

/** The name of an argument, or of a field of an input object given as an argument, that puts a root field in repository scope. */
export const repositoryIdArgument = 'repositoryId';
