/** Core's type whose fields run in repository scope. */
export const repositoryType = 'Repository';

/**
 * What a guest is told about the repository that a field is asked on: fields of core's Repository, which every
 * extension may read. The values are their types.
 */
export const repositoryRecord = {
  slug: 'String!',
  path: 'String!',
  isRemote: 'Boolean!',
  remoteUrl: 'String',
  group: 'Group',
} as const;

export type RepositoryField = keyof typeof repositoryRecord;

/** What interface 0.2.0 promises a guest. */
export const wholeRepository: readonly RepositoryField[] = ['slug', 'path', 'isRemote', 'remoteUrl', 'group'];

/** Coordinates that `@requires` may read without a grant. */
export const openCoordinates: ReadonlySet<string> = new Set([
  ...Object.keys(repositoryRecord).map((field) => `${repositoryType}.${field}`),
  `${repositoryType}.id`,
  'Group.id',
]);
