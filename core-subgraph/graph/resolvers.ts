import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { ForgeStore, Node } from '../store/forge-store.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import { schema } from './schema.ts';

/** Context of one request. */
export interface CoreContext {
  readonly store: ForgeStore;
  readonly loaders: Loaders;
}

export function createContext(store: ForgeStore): CoreContext {
  return { store, loaders: createLoaders(store) };
}

interface Input {
  readonly slug: string;
  readonly parent?: string | null;
  readonly group?: string | null;
}

const path = ({ id }: Node, _args: unknown, { loaders }: CoreContext) => loaders.path.load(id);

const parent = async ({ parentId }: Node, _args: unknown, { loaders }: CoreContext) =>
  parentId === null ? null : loaders.node.load(parentId);

const reference =
  (kind: Node['kind']) =>
  async ({ id }: { id: string }, { loaders }: CoreContext): Promise<Node> => {
    const node = await loaders.node.load(id);
    if (node?.kind === kind) return node;
    // Federation alone would leave the place null, or not even that, and tell nobody.
    throw new ForgeError(
      'ENTITY_NOT_FOUND',
      `There is no ${kind} with the id "${id}", which this refers to.`,
    );
  };

export const resolvers = {
  Query: {
    _service: () => ({ sdl: schema }),
    getAllGroups: (_root: unknown, _args: unknown, { store }: CoreContext) => store.all('group'),
    getGroup: (_root: unknown, args: { path: string }, { store }: CoreContext) =>
      store.byPath(args.path, 'group'),
    getAllRepositories: (_root: unknown, _args: unknown, { store }: CoreContext) => store.all('repository'),
    getRepository: (_root: unknown, args: { path: string }, { store }: CoreContext) =>
      store.byPath(args.path, 'repository'),
  },
  Mutation: {
    createGroup: (_root: unknown, { input }: { input: Input }, { store }: CoreContext) =>
      store.create('group', input.slug, input.parent ?? null),
    createRepository: (_root: unknown, { input }: { input: Input }, { store }: CoreContext) =>
      store.create('repository', input.slug, input.group ?? null),
    linkRemoteRepository: (_root: unknown, { url }: { url: string }, { store }: CoreContext) =>
      store.link(url),
  },
  Group: {
    __resolveReference: reference('group'),
    path,
    parent,
    subgroups: ({ id }: Node, _args: unknown, { loaders }: CoreContext) => loaders.children.group.load(id),
    repositories: ({ id }: Node, _args: unknown, { loaders }: CoreContext) =>
      loaders.children.repository.load(id),
  },
  Repository: {
    __resolveReference: reference('repository'),
    path,
    group: parent,
    isRemote: ({ remoteUrl }: Node) => remoteUrl !== null,
  },
};
