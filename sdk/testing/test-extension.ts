import type { Answer } from './answer.ts';
import type { TestClock } from './clock.ts';
import type { LogLine, TestUser } from './options.ts';

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

/** An extension that answers GraphQL as it would behind a gateway. */
export interface TestExtension extends AsyncDisposable {
  /** The time that it sees. */
  readonly clock: TestClock;
  /** Its SDL, as it tells it. */
  readonly sdl: string;
  /** What the host made of it, with federation's directives. */
  readonly subgraphSdl: string;
  /** Every line that was logged since it was loaded. */
  readonly logs: readonly LogLine[];
  /** Answers a GraphQL request; errors are part of the answer. */
  graphql<Data = unknown>(query: string, request?: Request): Promise<Answer<Data>>;
  /** Answers a GraphQL request with its data. @throws UnexpectedErrors when there are errors, with what was logged */
  data<Data = unknown>(query: string, request?: Request): Promise<Data>;
  /**
   * Asks for fields of objects as a gateway does, which knows their keys: of entities of the extension, or of others'
   * objects that it adds fields to.
   *
   * await extension.entities([{ __typename: 'Repository', id: 'r1' }], 'issues { title }')
   * @param selection of fields, the same for all
   * @returns in `data` an object for each representation, null where there is none
   */
  entities<Entity = unknown>(
    representations: readonly Representation[],
    selection: string,
    request?: Request,
  ): Promise<Answer<readonly (Entity | null)[]>>;
  /** Goes on with a new instance on the same data, as after a crash: what was kept in memory is gone. */
  restart(): void;
}
