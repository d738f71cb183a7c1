import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeaderMap, type ApolloServer } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import { pino } from 'pino';
import { defaultDatabaseLimits } from '@forgepoint/common/database-limits.ts';
import { noGrants } from '@forgepoint/common/extension-grants.ts';
import { defaultLimits } from '@forgepoint/common/extension-limits.ts';
import { parseExtensionName } from '@forgepoint/common/extension-name.ts';
import { defaultGrants } from '@forgepoint/common/permissions/permission.ts';
import { admitFile } from '@forgepoint/common/process/run-admission.ts';
import { GuestCounts } from '../../../subgraph-host/component/guest-counts.ts';
import type { Guest } from '../../../subgraph-host/component/guest.ts';
import { startApolloServer } from '../../../subgraph-host/http/apollo-server.ts';
import { createCallBatcher } from '../../../subgraph-host/schema/call-batcher.ts';
import { buildExecutableSchema, referenceResolvers } from '../../../subgraph-host/schema/executable.ts';
import type { FieldAnswer } from '../../../subgraph-host/schema/field-answer.ts';
import { answerKnown } from '../../../subgraph-host/schema/operation/answer-known.ts';
import type { ReferenceResolvers } from '../../../subgraph-host/schema/operation/execute.ts';
import {
  knownOperations,
  type HostOperations,
} from '../../../subgraph-host/schema/operation/compiled-operation.ts';
import type { GuestCaller, RequestContext } from '../../../subgraph-host/schema/request-context.ts';
import { startGuest, wrapGuest } from '../../../subgraph-host/start-guest.ts';
import { fixture } from '../../support/guests.ts';
import { projectRoot } from '../../support/program.ts';

export interface Response {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly path?: readonly (string | number)[] }[];
}

export interface Asked {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What the guest's answers depend on. */
  readonly requestId: string;
}

export interface Answer {
  readonly response: Response;
  /** Values that the guest was asked for, each of them in its own words. */
  readonly calls: readonly string[];
}

export interface OwnAnswer extends Answer {
  /** graphql-js was not needed. */
  readonly isOwn: boolean;
  /** Rows that were written in the guest's thread as the selection has them. */
  readonly written: number;
}

/** One real guest, asked by way of Apollo Server and graphql-js, and by the host's own execution. */
export class BothExecutors implements AsyncDisposable {
  readonly schema: GraphQLSchema;
  readonly #guest: Guest;
  readonly #server: ApolloServer<RequestContext>;
  readonly #operations: HostOperations;
  readonly #references: ReferenceResolvers;
  readonly #remove: () => void;

  static async start(): Promise<BothExecutors> {
    const dataDir = mkdtempSync(join(tmpdir(), 'forgepoint-operation-'));
    const extension = parseExtensionName('demo');
    const { artifactDir } = await admitFile({
      program: join(projectRoot, 'subgraph-host/admission/main.ts'),
      file: await fixture('answers-at-random-030', '0.3.0'),
      extension,
      storeDir: join(projectRoot, '.forge/test-cache/store'),
      cacheDir: join(projectRoot, '.forge/test-cache/cache'),
      timeoutMs: 120_000,
    });
    const logger = pino({ level: 'silent' });
    const fail = (reason: unknown): never => {
      throw new Error('the guest is lost', { cause: reason });
    };
    const { guest } = await startGuest({
      extension,
      artifactDir,
      dataDir,
      durable: false,
      databaseLimits: defaultDatabaseLimits,
      configuration: { custom: null, schema: null, place: '--config' },
      permissions: defaultGrants,
      limits: defaultLimits,
      startTimeoutMs: 120_000,
      counts: new GuestCounts(),
      logger,
      onLost: fail,
      killProcess: fail,
    });
    const wrapped = wrapGuest(extension, guest.description, noGrants);
    if (wrapped.kind === 'refused') throw new Error(JSON.stringify(wrapped.problems));
    const schema = buildExecutableSchema(extension, wrapped.plan);
    const operations = knownOperations(schema);
    const server = await startApolloServer(extension, schema, logger, operations);
    const references = referenceResolvers(extension, wrapped.plan);
    const remove = (): void => rmSync(dataDir, { recursive: true, force: true });
    return new BothExecutors(schema, guest, server, operations, references, remove);
  }

  private constructor(
    schema: GraphQLSchema,
    guest: Guest,
    server: ApolloServer<RequestContext>,
    operations: HostOperations,
    references: ReferenceResolvers,
    remove: () => void,
  ) {
    this.schema = schema;
    this.#guest = guest;
    this.#server = server;
    this.#operations = operations;
    this.#references = references;
    this.#remove = remove;
  }

  /** Asks by way of Apollo Server, which learns the operation when it is valid. */
  async apollo(asked: Asked): Promise<Answer> {
    const calls: string[] = [];
    const context = this.#contextOf(asked, (call) => calls.push(call));
    return { response: await this.#byApollo(asked, context), calls };
  }

  /** As the host does it. @returns `undefined` for an operation that isn't executed here at all */
  async own(asked: Asked): Promise<OwnAnswer | undefined> {
    const calls: string[] = [];
    let written = 0;
    const context = this.#contextOf(
      asked,
      (call) => calls.push(call),
      ({ kind }) => {
        if (kind === 'written') written += 1;
      },
    );
    const { query, variables } = asked;
    const answered = await answerKnown(
      this.#operations,
      this.#references,
      { query, variables, operationName: undefined },
      context,
    );
    if (answered === undefined) return undefined;
    if (answered.kind === 'answered') {
      return { response: JSON.parse(answered.json) as Response, isOwn: true, calls, written };
    }
    const response = await this.#byApollo(asked, { ...context, caller: answered.caller });
    return { response, isOwn: false, calls, written };
  }

  #contextOf(
    { requestId }: Asked,
    onCall: (call: string) => void,
    onAnswer: (answer: FieldAnswer) => void = () => undefined,
  ): RequestContext {
    const batcher = createCallBatcher((mode, calls) =>
      this.#guest.call(mode, calls, performance.now() + 60_000),
    );
    const seen = async (answer: Promise<FieldAnswer>): Promise<FieldAnswer> => {
      onAnswer(await answer);
      return answer;
    };
    const caller: GuestCaller = {
      ...batcher,
      root: (call) => {
        onCall(JSON.stringify([call.field, call.args]));
        return seen(batcher.root(call));
      },
      field: (call, parent) => {
        onCall(JSON.stringify([call.parentType, call.field, call.args, parent.json]));
        return seen(batcher.field(call, parent));
      },
    };
    return { requestId, user: null, repositories: {}, caller };
  }

  async #byApollo({ query, variables }: Asked, context: RequestContext): Promise<Response> {
    const { body } = await this.#server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: 'POST',
        headers: new HeaderMap([['content-type', 'application/json']]),
        search: '',
        body: { query, variables },
      },
      context: () => Promise.resolve(context),
    });
    if (body.kind !== 'complete') throw new Error('the answer comes in parts');
    return JSON.parse(body.string) as Response;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop();
    await this.#guest.shutdown(2_000);
    this.#remove();
  }
}
