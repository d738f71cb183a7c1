import type { RepositoryContext, UserContext } from '@forgepoint/common/context-envelope.ts';
import type { InProcessExtension } from '../../subgraph-host/in-process.ts';
import { UnexpectedErrors, type Answer } from './answer.ts';
import type { TestClock } from './clock.ts';
import type { LogLine, TestRepository, TestUser } from './options.ts';

export interface Request {
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Who asks, instead of the user that the extension was loaded with. */
  readonly user?: TestUser | null;
  /** Which operation of several. */
  readonly operationName?: string;
}

/** What others know of an object: its type and its key. */
export interface Representation {
  readonly __typename: string;
  readonly [field: string]: unknown;
}

interface Parts {
  readonly running: InProcessExtension;
  readonly removeData: () => void;
  readonly clock: TestClock;
  readonly logs: LogLine[];
  readonly user: TestUser | null;
  readonly repositories: readonly TestRepository[];
}

/** An extension that answers GraphQL as it would behind a gateway. */
export class TestExtension implements AsyncDisposable {
  /** The time that it sees. */
  readonly clock: TestClock;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.clock = parts.clock;
    this.#parts = parts;
  }

  /** Its SDL, as it tells it. */
  get sdl(): string {
    return this.#parts.running.sdl;
  }

  /** What the host made of it, with federation's directives. */
  get subgraphSdl(): string {
    return this.#parts.running.subgraphSdl;
  }

  /** Every line that was logged since it was loaded. */
  get logs(): readonly LogLine[] {
    return this.#parts.logs;
  }

  /** Answers a GraphQL request; errors are part of the answer. */
  async graphql<Data = unknown>(
    query: string,
    { variables = {}, user, operationName }: Request = {},
  ): Promise<Answer<Data>> {
    const { running, logs, repositories } = this.#parts;
    const before = logs.length;
    const answer = await running.answer({
      query,
      variables,
      operationName,
      user: toUser(user === undefined ? this.#parts.user : user),
      repositories: Object.fromEntries(
        repositories.map((repository) => [repository.id, toRepository(repository)]),
      ),
    });
    return {
      ...answer,
      // Objects of a server have no prototype, which strict comparisons would find.
      data: plain(answer.data) as Data | null,
      errors: plain(answer.errors) as Answer['errors'],
      logs: logs.slice(before),
    };
  }

  /** Answers a GraphQL request with its data. @throws UnexpectedErrors when there are errors, with what was logged */
  async data<Data = unknown>(query: string, request?: Request): Promise<Data> {
    const answer = await this.graphql<Data>(query, request);
    if (answer.errors.length > 0 || answer.data === null) throw new UnexpectedErrors(answer);
    return answer.data;
  }

  /**
   * Asks for fields of objects as a gateway does, which knows their keys: of entities of the extension, or of others'
   * objects that it adds fields to.
   *
   * await extension.entities([{ __typename: 'Repository', id: 'r1' }], 'issues { title }')
   * @param selection of fields, the same for all
   * @returns in `data` an object for each representation, null where there is none
   */
  async entities<Entity = unknown>(
    representations: readonly Representation[],
    selection: string,
    request: Request = {},
  ): Promise<Answer<readonly (Entity | null)[]>> {
    const types = [...new Set(representations.map((item) => item.__typename))];
    const fragments = types.map((type) => `... on ${type} { ${selection} }`).join(' ');
    const answer = await this.graphql<{ readonly _entities: readonly (Entity | null)[] }>(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${fragments} } }`,
      { ...request, variables: { ...request.variables, representations } },
    );
    return { ...answer, data: answer.data?._entities ?? null };
  }

  /** Goes on with a new instance on the same data, as after a crash: what was kept in memory is gone. */
  restart(): void {
    this.#parts.running.restart();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.running[Symbol.asyncDispose]();
    this.#parts.removeData();
  }
}

function toUser(user: TestUser | null): UserContext | null {
  if (user === null) return null;
  const { id, username, displayName = null, email = null } = user;
  return { id, username, displayName, email };
}

function toRepository(repository: TestRepository): RepositoryContext {
  const { id, slug = id, path = slug, groupId = null, isRemote = false, remoteUrl = null } = repository;
  return { id, slug, fullPath: path, groupId, isRemote, remoteUrl };
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}
