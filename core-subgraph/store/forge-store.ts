import { createId } from '@paralleldrive/cuid2';
import type { Database } from 'better-sqlite3';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { checkSlug } from '../domain/slug.ts';
import { parseRemoteUrl } from '../domain/remote-url.ts';

/** A group or a repository: both stand in one tree, so that a path names one of them. */
export interface Node {
  readonly id: string;
  readonly kind: 'group' | 'repository';
  readonly parentId: string | null;
  readonly slug: string;
  readonly remoteUrl: string | null;
}

export type Kind = Node['kind'];

const maxDepth = 20;
const columns = 'id, kind, parent_id AS parentId, slug, remote_url AS remoteUrl';
const ids = 'SELECT value FROM json_each(?)';

/** Groups and repositories. Every look-up by many keys is one statement. */
export class ForgeStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  all(kind: Kind): readonly Node[] {
    return this.#rows(`SELECT ${columns} FROM node WHERE kind = ? ORDER BY slug, id`, kind);
  }

  byIds(keys: readonly string[]): ReadonlyMap<string, Node> {
    const nodes = this.#rows(`SELECT ${columns} FROM node WHERE id IN (${ids})`, JSON.stringify(keys));
    return new Map(nodes.map((node) => [node.id, node]));
  }

  /** Children of many groups, in the order of their slugs. */
  childrenOf(parents: readonly string[], kind: Kind): ReadonlyMap<string, readonly Node[]> {
    const nodes = this.#rows(
      `SELECT ${columns} FROM node WHERE parent_id IN (${ids}) AND kind = ? ORDER BY slug`,
      JSON.stringify(parents),
      kind,
    );
    return Map.groupBy(nodes, ({ parentId }) => parentId ?? '');
  }

  /** `group/subgroup/repo` of many nodes at once. */
  pathsOf(keys: readonly string[]): ReadonlyMap<string, string> {
    const rows = this.#database
      .prepare<[string], { id: string; path: string }>(
        `WITH RECURSIVE up (id, parent_id, path) AS (
           SELECT id, parent_id, slug FROM node WHERE id IN (${ids})
           UNION ALL
           SELECT up.id, node.parent_id, node.slug || '/' || up.path FROM up JOIN node ON node.id = up.parent_id
         )
         SELECT id, path FROM up WHERE parent_id IS NULL`,
      )
      .all(JSON.stringify(keys));
    return new Map(rows.map(({ id, path }) => [id, path]));
  }

  byPath(path: string, kind: Kind): Node | undefined {
    const slugs = path.replace(/^\/|\/$/g, '').split('/');
    if (slugs.length > maxDepth + 1) return undefined;
    const [node] = this.#rows(
      `WITH RECURSIVE slugs (level, slug) AS (SELECT key, value FROM json_each(?)),
       down (level, id) AS (
         SELECT 0, id FROM node WHERE parent_id IS NULL AND slug = (SELECT slug FROM slugs WHERE level = 0)
         UNION ALL
         SELECT down.level + 1, node.id FROM down JOIN slugs ON slugs.level = down.level + 1
         JOIN node ON node.parent_id = down.id AND node.slug = slugs.slug
       )
       SELECT ${columns} FROM node WHERE kind = ? AND id = (SELECT id FROM down WHERE level = ?)`,
      JSON.stringify(slugs),
      kind,
      slugs.length - 1,
    );
    return node;
  }

  /** @throws ForgeError SLUG_INVALID, SLUG_TAKEN, GROUP_NOT_FOUND, GROUP_TOO_DEEP */
  create(kind: Kind, slug: string, parentId: string | null): Node {
    checkSlug(slug);
    return this.#transaction(() => {
      if (parentId !== null) this.#checkParent(parentId);
      return this.#insert({ id: createId(), kind, parentId, slug, remoteUrl: null });
    });
  }

  /** @throws ForgeError REMOTE_URL_INVALID, REMOTE_URL_TAKEN, SLUG_TAKEN */
  link(text: string): Node {
    const { url, slug } = parseRemoteUrl(text);
    return this.#transaction(() => {
      const linked = this.#database.prepare('SELECT 1 FROM node WHERE remote_url = ?').get(url);
      if (linked !== undefined) {
        throw new ForgeError('REMOTE_URL_TAKEN', `The repository ${url} is linked already.`, {
          remedy: 'Find it among getAllRepositories.',
        });
      }
      return this.#insert({ id: createId(), kind: 'repository', parentId: null, slug, remoteUrl: url });
    });
  }

  #checkParent(parentId: string): void {
    const depth = this.#database
      .prepare<[string], { depth: number }>(
        `WITH RECURSIVE up (id, parent_id) AS (
           SELECT id, parent_id FROM node WHERE id = ? AND kind = 'group'
           UNION ALL
           SELECT node.id, node.parent_id FROM up JOIN node ON node.id = up.parent_id
         )
         SELECT count(*) AS depth FROM up`,
      )
      .get(parentId)?.depth;
    if (depth === undefined || depth === 0) {
      throw new ForgeError('GROUP_NOT_FOUND', `There is no group with the id "${parentId}".`, {
        remedy: 'Give the id of a group, as getAllGroups shows it, or leave it out.',
      });
    }
    if (depth >= maxDepth) {
      throw new ForgeError('GROUP_TOO_DEEP', `Groups nest at most ${maxDepth} deep.`, {
        remedy: 'Choose a group further up.',
      });
    }
  }

  #insert(node: Node): Node {
    const taken = this.#database
      .prepare<[string, string], { kind: Kind }>(
        "SELECT kind FROM node WHERE coalesce(parent_id, '') = ? AND slug = ?",
      )
      .get(node.parentId ?? '', node.slug);
    if (taken !== undefined) {
      throw new ForgeError(
        'SLUG_TAKEN',
        `There is a ${taken.kind} with the slug "${node.slug}" in that place already.`,
        {
          remedy: 'Choose another slug.',
        },
      );
    }
    this.#database
      .prepare('INSERT INTO node (id, kind, parent_id, slug, remote_url) VALUES (?, ?, ?, ?, ?)')
      .run(node.id, node.kind, node.parentId, node.slug, node.remoteUrl);
    return node;
  }

  #transaction<Result>(run: () => Result): Result {
    return this.#database.transaction(run).immediate();
  }

  #rows(sql: string, ...parameters: readonly unknown[]): readonly Node[] {
    return this.#database.prepare<unknown[], Node>(sql).all(...parameters);
  }
}
