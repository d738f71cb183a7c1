import type { RepositoryContext, UserContext } from '@forgepoint/common/context-envelope.ts';
import type { InProcessExtension } from '../../subgraph-host/in-process/start-in-process.ts';
import { UnexpectedErrors, type Answer } from './answer.ts';
import type { TestClock } from './clock.ts';
import type { LogLine, TestRepository, TestUser } from './options.ts';
import type { Representation, Request, TestExtension } from './test-extension.ts';

interface Parts {
  readonly running: InProcessExtension;
  readonly removeData: () => void;
  readonly clock: TestClock;
  readonly logs: LogLine[];
  readonly user: TestUser | null;
  readonly repositories: readonly TestRepository[];
}

/** A {@link TestExtension} on the host's own code. */
export class LoadedExtension implements TestExtension {
  readonly clock: TestClock;
  readonly #parts: Parts;
  readonly #repositories: Readonly<Record<string, RepositoryContext>>;

  constructor(parts: Parts) {
    this.clock = parts.clock;
    this.#parts = parts;
    this.#repositories = Object.fromEntries(parts.repositories.map((item) => [item.id, toRepository(item)]));
  }

  get sdl(): string {
    return this.#parts.running.sdl;
  }

  get subgraphSdl(): string {
    return this.#parts.running.subgraphSdl;
  }

  get logs(): readonly LogLine[] {
    return this.#parts.logs;
  }

  async graphql<Data>(
    query: string,
    { variables = {}, user = this.#parts.user, operationName }: Request = {},
  ): Promise<Answer<Data>> {
    const { running, logs } = this.#parts;
    const before = logs.length;
    const answer = await running.answer({
      query,
      variables,
      operationName,
      user: toUser(user),
      repositories: this.#repositories,
    });
    return {
      ...answer,
      // Objects of a server have no prototype, which strict comparisons would find.
      data: plain(answer.data) as Data | null,
      errors: plain(answer.errors) as Answer['errors'],
      logs: logs.slice(before),
    };
  }

  async data<Data>(query: string, request?: Request): Promise<Data> {
    const answer = await this.graphql<Data>(query, request);
    if (answer.errors.length > 0 || answer.data === null) throw new UnexpectedErrors(answer);
    return answer.data;
  }

  async entities<Entity>(
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
  return JSON.parse(JSON.stringify(value));
}
