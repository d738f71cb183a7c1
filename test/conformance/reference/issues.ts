import type { Database } from 'better-sqlite3';
import type { ReferenceCore } from './core.ts';
import { coded, notFound, type Resolvers } from './resolvers.ts';

interface IssueRow {
  readonly number: number;
  readonly title: string;
  readonly description: string | null;
  readonly status: string;
  readonly created_at: string;
  readonly repository_id: string | null;
}

interface CreateInput {
  readonly title: string;
  readonly description?: string | null;
  readonly repositoryId?: string | null;
}

interface UpdateInput {
  readonly title?: string | null;
  readonly description?: string | null;
  readonly status?: string | null;
}

const idOf = ({ number }: IssueRow): string => `issue-${number}`;

/** The example extension's issues. */
export class ReferenceIssues {
  readonly #database: Database;
  readonly #core: ReferenceCore;

  constructor(database: Database, core: ReferenceCore) {
    this.#database = database;
    this.#core = core;
  }

  /** @throws GraphQLError when the id is of none */
  issue(id: string | null): IssueRow | null {
    return id === null ? null : (this.#byId(id) ?? notFound(id));
  }

  resolvers(): Resolvers {
    return {
      Query: {
        getAllIssues: (
          _root,
          args: { status?: string | null; first?: number | null; after?: string | null },
        ) => this.#page(args),
        getIssue: (_root, { id }: { id: string }) => this.#byId(id),
      },
      Mutation: {
        createIssue: (_root, { input }: { input: CreateInput }) => this.#create(input),
        updateIssue: (_root, { id, input }: { id: string; input: UpdateInput }) => this.#update(id, input),
      },
      Issue: {
        id: (issue: IssueRow) => idOf(issue),
        createdAt: (issue: IssueRow) => issue.created_at,
        repository: (issue: IssueRow) => this.#core.repository(issue.repository_id),
      },
      Repository: {
        issues: (repository: { id: string }, { status }: { status?: string | null }) =>
          this.#all().filter(
            (issue) => issue.repository_id === repository.id && (!status || issue.status === status),
          ),
      },
    };
  }

  #byId(id: string): IssueRow | null {
    return this.#all().find((issue) => idOf(issue) === id) ?? null;
  }

  #all(): readonly IssueRow[] {
    return this.#database.prepare<[], IssueRow>('SELECT * FROM issues ORDER BY number').all();
  }

  #page(args: { status?: string | null; first?: number | null; after?: string | null }): readonly IssueRow[] {
    const { status, after } = args;
    const first = args.first ?? 50;
    if (first < 1 || first > 100) throw coded('EXTENSION_ERROR', 'first');
    const cursor = after ? this.#byId(after) : null;
    if (after && cursor === null) throw coded('EXTENSION_ERROR', 'after');
    return this.#all()
      .filter((issue) => !status || issue.status === status)
      .filter((issue) => issue.number > (cursor?.number ?? 0))
      .slice(0, first);
  }

  #create({ title, description, repositoryId }: CreateInput): IssueRow | null {
    if (title.trim() === '') throw coded('EXTENSION_ERROR', 'title');
    if (repositoryId && !this.#core.hasRepository(repositoryId))
      throw coded('EXTENSION_ERROR', 'repositoryId');
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO issues (title, description, repository_id) VALUES (?, ?, ?)')
      .run(title.trim(), description ?? null, repositoryId ?? null);
    return this.#byId(`issue-${lastInsertRowid}`);
  }

  #update(id: string, { title, description, status }: UpdateInput): IssueRow | null {
    const issue = this.#byId(id);
    if (issue === null || title === null || status === null) throw coded('EXTENSION_ERROR', 'update');
    this.#database
      .prepare('UPDATE issues SET title = ?, description = ?, status = ? WHERE number = ?')
      .run(
        title ?? issue.title,
        description === undefined ? issue.description : description,
        status ?? issue.status,
        issue.number,
      );
    return this.#byId(id);
  }
}
