import type { RepositoryContext } from '@forgepoint/common/context-envelope.ts';

/** Sends one GraphQL operation to core; throws a GraphQLError when that fails. */
export type AskCore = (query: string, variables: object) => Promise<unknown>;

const lookup = `query ForgepointContext($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Repository { id slug path isRemote remoteUrl group { id } }
  }
}`;

interface RepositoryEntity {
  readonly id: string;
  readonly slug: string;
  readonly path: string;
  readonly isRemote: boolean;
  readonly remoteUrl: string | null;
  readonly group: { readonly id: string } | null;
}

/** Repositories as core knows them, each looked up once in a request. */
export class RepositoryLookup {
  readonly #ask: AskCore;
  readonly #known = new Map<string, Promise<RepositoryContext | undefined>>();

  constructor(ask: AskCore) {
    this.#ask = ask;
  }

  /** @returns the known ones by id @throws GraphQLError when core can't be asked: not to be taken for unknown */
  async find(ids: readonly string[]): Promise<Readonly<Record<string, RepositoryContext>>> {
    const missing = ids.filter((id) => !this.#known.has(id));
    if (missing.length > 0) {
      const answer = this.#load(missing);
      for (const id of missing)
        this.#known.set(
          id,
          answer.then((found) => found.get(id)),
        );
    }
    const found: Record<string, RepositoryContext> = {};
    for (const id of ids) {
      const repository = await this.#known.get(id);
      if (repository !== undefined) found[id] = repository;
    }
    return found;
  }

  async #load(ids: readonly string[]): Promise<ReadonlyMap<string, RepositoryContext>> {
    const data = await this.#ask(lookup, {
      representations: ids.map((id) => ({ __typename: 'Repository', id })),
    });
    const { _entities: entities } = data as { _entities: readonly (RepositoryEntity | null)[] };
    return new Map(
      entities.filter((entity) => entity !== null).map((entity) => [entity.id, contextOf(entity)]),
    );
  }
}

function contextOf({ id, slug, path, isRemote, remoteUrl, group }: RepositoryEntity): RepositoryContext {
  return { id, slug, groupId: group?.id ?? null, fullPath: path, isRemote, remoteUrl };
}
