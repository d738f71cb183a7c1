/** Who asks. */
export interface User {
  readonly id: string;
  readonly username: string;
  readonly displayName: string | null;
  readonly email: string | null;
}

/** The repository that an argument `repositoryId` names. */
export interface Repository {
  readonly id: string;
  readonly slug: string;
  /** With the groups that it is in, such as `group/subgroup/repository`. */
  readonly path: string | null;
  readonly groupId: string | null;
  readonly isRemote: boolean;
  readonly remoteUrl: string | null;
}

/** What a call is about, and for whom. */
export interface Context<Config = unknown> {
  /** The id that all log lines of the request have. */
  readonly requestId: string;
  readonly scope: 'global' | 'repository' | 'user' | 'repository-user';
  /** The repository that an argument `repositoryId` names; null when there is none, or when none is known by that id. */
  readonly repository: Repository | null;
  /** Null when nobody is known. */
  readonly user: User | null;
  /** What the operator has configured, with the defaults of the manifest. */
  readonly config: Config;
}

type Told = Omit<Context, 'config'>;

/** Parses what the host tells only when somebody wants to know it. */
export class LazyContext implements Context {
  readonly #json: string;
  readonly config: unknown;
  #told: Told | undefined;

  constructor(json: string, config: unknown) {
    this.#json = json;
    this.config = config;
  }

  get requestId(): string {
    return this.#parsed.requestId;
  }

  get scope(): Context['scope'] {
    return this.#parsed.scope;
  }

  get repository(): Repository | null {
    return this.#parsed.repository;
  }

  get user(): User | null {
    return this.#parsed.user;
  }

  get #parsed(): Told {
    this.#told ??= JSON.parse(this.#json) as Told;
    return this.#told;
  }
}
