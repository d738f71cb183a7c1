/** Who asks. */
export interface TestUser {
  readonly id: string;
  readonly username: string;
  readonly displayName?: string | null;
  readonly email?: string | null;
}

/** A repository that exists. */
export interface TestRepository {
  readonly id: string;
  /** The id when left out. */
  readonly slug?: string;
  /** With the groups that it is in; the slug when left out. */
  readonly path?: string;
  readonly groupId?: string | null;
  readonly isRemote?: boolean;
  readonly remoteUrl?: string | null;
}

export interface LoadOptions {
  /** What the operator would configure; the manifest's defaults fill the rest. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** The time when it starts; `2026-01-01T00:00:00Z` when left out. */
  readonly now?: Date | number | string;
  /** Decides the random numbers; 1 when left out. */
  readonly seed?: number;
  /** Who asks when a request doesn't say; nobody when left out. */
  readonly user?: TestUser | null;
  /** Repositories that an argument `repositoryId` can name. */
  readonly repositories?: readonly TestRepository[];
  /** Fuel that one call may use; what the host gives when left out. */
  readonly fuelPerCall?: number;
  /** Folder that keeps what was admitted, so that it is not done again; `.forge` of the working folder when left out. */
  readonly cacheDir?: string;
}

/** A line that was logged. */
export interface LogLine {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** `host`: what the host had to say of the extension. */
  readonly source: 'extension' | 'host';
}
