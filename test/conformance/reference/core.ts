import type { Database } from 'better-sqlite3';
import { coded, notFound, type Resolvers } from './resolvers.ts';

interface Node {
  readonly id: string;
  readonly kind: 'group' | 'repository';
  readonly parent_id: string | null;
  readonly slug: string;
  readonly remote_url: string | null;
}

/** Groups and repositories, one statement for each look-up. */
export class ReferenceCore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws GraphQLError when the id is of none */
  repository(id: string | null): Node | null {
    return id === null ? null : (this.#byId(id, 'repository') ?? notFound(id));
  }

  /** @throws GraphQLError when the id is of none */
  group(id: string | null): Node | null {
    return id === null ? null : (this.#byId(id, 'group') ?? notFound(id));
  }

  hasRepository(id: string): boolean {
    return this.#byId(id, 'repository') !== null;
  }

  resolvers(): Resolvers {
    return {
      Query: {
        getAllGroups: () => this.#all('group'),
        getGroup: (_root, { path }: { path: string }) => this.#byPath('group', path),
        getAllRepositories: () => this.#all('repository'),
        getRepository: (_root, { path }: { path: string }) => this.#byPath('repository', path),
      },
      Mutation: {
        createGroup: (_root, { input }: { input: { slug: string; parent?: string | null } }) =>
          this.#create('group', input.slug, input.parent ?? null, null),
        createRepository: (_root, { input }: { input: { slug: string; group?: string | null } }) =>
          this.#create('repository', input.slug, input.group ?? null, null),
        linkRemoteRepository: (_root, { url }: { url: string }) => {
          if (!url.startsWith('https://')) throw coded('REMOTE_URL_INVALID', url);
          return this.#create('repository', url.slice(url.lastIndexOf('/') + 1), null, url);
        },
      },
      Group: {
        path: (group: Node) => this.#path(group),
        parent: (group: Node) => this.group(group.parent_id),
        subgroups: (group: Node) => this.#all('group').filter((other) => other.parent_id === group.id),
        repositories: (group: Node) =>
          this.#all('repository').filter((other) => other.parent_id === group.id),
      },
      Repository: {
        path: (repository: Node) => this.#path(repository),
        group: (repository: Node) => this.group(repository.parent_id),
        isRemote: (repository: Node) => repository.remote_url !== null,
        remoteUrl: (repository: Node) => repository.remote_url,
      },
    };
  }

  #all(kind: Node['kind']): readonly Node[] {
    return this.#database
      .prepare<[string], Node>('SELECT * FROM node WHERE kind = ? ORDER BY slug, id')
      .all(kind);
  }

  #byId(id: string, kind: Node['kind']): Node | null {
    return this.#all(kind).find((node) => node.id === id) ?? null;
  }

  #byPath(kind: Node['kind'], path: string): Node | null {
    return this.#all(kind).find((node) => this.#path(node) === path.replace(/^\/|\/$/g, '')) ?? null;
  }

  #path(node: Node): string {
    const parent = this.group(node.parent_id);
    return parent === null ? node.slug : `${this.#path(parent)}/${node.slug}`;
  }

  #create(kind: Node['kind'], slug: string, parentId: string | null, url: string | null): Node | null {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) throw coded('SLUG_INVALID', slug);
    if (parentId !== null && this.#byId(parentId, 'group') === null) throw coded('GROUP_NOT_FOUND', parentId);
    const siblings = [...this.#all('group'), ...this.#all('repository')].filter(
      (node) => node.parent_id === parentId,
    );
    if (siblings.some((node) => node.slug === slug)) throw coded('SLUG_TAKEN', slug);
    const id = `reference-${slug}`;
    this.#database
      .prepare('INSERT INTO node (id, kind, parent_id, slug, remote_url) VALUES (?, ?, ?, ?, ?)')
      .run(id, kind, parentId, slug, url);
    return this.#byId(id, kind);
  }
}
