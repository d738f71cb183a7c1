import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExtensionGrants } from '@forgepoint/common/extension-grants.ts';
import { answerOperation, type MediaTypes } from '@forgepoint/common/http/known-operation.ts';
import { readTraceParent } from '@forgepoint/common/http/traceparent.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { SubgraphInfo } from '@forgepoint/common/process/messages.ts';
import { schemaError, type SdlProblem } from '@forgepoint/common/schema/sdl-problem.ts';
import { FuelMeter } from './component/fuel-meter.ts';
import type { GuestCounts } from './component/guest-counts.ts';
import type { Guest } from './component/guest.ts';
import type { RequestSource } from './http/request-source.ts';
import { SpanRecorder } from './http/span-recorder.ts';
import { startApolloServer } from './http/apollo-server.ts';
import { createCallBatcher } from './schema/call-batcher.ts';
import { buildExecutableSchema, referenceResolvers } from './schema/executable.ts';
import { answerKnown } from './schema/operation/answer-known.ts';
import type { ReferenceResolvers } from './schema/operation/execute.ts';
import { knownOperations, type HostOperations } from './schema/operation/compiled-operation.ts';
import type { SubgraphPlan } from './schema/plan.ts';
import type { RequestContext } from './schema/request-context.ts';
import { startGuest, wrapGuest, type GuestHosting } from './start-guest.ts';

export interface HostedExtensionOptions extends GuestHosting {
  readonly grants: ExtensionGrants;
  /** Gets the problems of a schema that is refused one by one. */
  readonly onSchemaRefused?: ((sdl: string, problems: readonly SdlProblem[]) => void) | undefined;
}

const maxBodyBytes = 8 * 1024 * 1024;
/** Asks for how long each field has taken, which Apollo Server tells. */
const traceHeader = 'apollo-federation-include-trace';

interface Graph {
  readonly references: ReferenceResolvers;
  readonly server: Awaited<ReturnType<typeof startApolloServer>>;
  readonly operations: HostOperations;
}

/** One extension, from its artifact to GraphQL over HTTP. */
export class HostedExtension {
  readonly plan: SubgraphPlan;
  readonly info: SubgraphInfo;
  readonly #guest: Guest;
  readonly #graph: Graph;
  readonly #mediaTypes: MediaTypes = new Map();
  readonly #logger: Logger;
  readonly #counts: GuestCounts;
  #answers = 0;

  /** @throws ForgeError when the guest does not start or its SDL cannot be served */
  static async start(options: HostedExtensionOptions): Promise<HostedExtension> {
    const { extension, logger } = options;
    const { guest, abiVersion } = await startGuest(options);
    try {
      const wrapped = wrapGuest(extension, guest.description, options.grants);
      if (wrapped.kind === 'refused') {
        options.onSchemaRefused?.(guest.description.sdl, wrapped.problems);
        throw schemaError(extension, wrapped.problems);
      }
      const schema = buildExecutableSchema(extension, wrapped.plan);
      const references = referenceResolvers(extension, wrapped.plan);
      const operations = knownOperations(schema);
      const server = await startApolloServer(extension, schema, logger, operations);
      const { name, version, capabilities } = guest.description.info;
      const shown = { name, version, capabilities, abiVersion };
      return new HostedExtension(guest, wrapped.plan, shown, { server, operations, references }, options);
    } catch (error) {
      await guest.shutdown(1_000);
      throw error;
    }
  }

  private constructor(
    guest: Guest,
    plan: SubgraphPlan,
    info: SubgraphInfo,
    graph: Graph,
    { logger, counts }: HostedExtensionOptions,
  ) {
    this.#logger = logger;
    this.#counts = counts;
    this.#guest = guest;
    this.#graph = graph;
    this.plan = plan;
    this.info = info;
  }

  /** How many requests have begun and ended, each counted twice. */
  get answers(): number {
    return this.#answers;
  }

  /** What its `init` has written is not yet stored. */
  get isUncommitted(): boolean {
    return this.#guest.description.isUncommitted;
  }

  /** Stores it. @throws ForgeError when that can't be done */
  commit(): Promise<void> {
    return this.#guest.commit();
  }

  /** Mutations wait from now on; resolves when none runs any more. */
  holdWrites(): Promise<void> {
    return this.#guest.holdWrites();
  }

  releaseWrites(): void {
    this.#guest.releaseWrites();
  }

  /** Answers one GraphQL request. */
  async answer(request: IncomingMessage, response: ServerResponse, source: RequestSource): Promise<void> {
    const meter = new FuelMeter();
    const isTraced = readTraceParent(request.headers['traceparent'])?.isSampled === true;
    const spans = isTraced ? new SpanRecorder(response) : undefined;
    this.#answers += 1;
    const { server, operations, references } = this.#graph;
    let context: RequestContext | undefined;
    const contextOf = (body: unknown): RequestContext => {
      const { requestId, operationName, deadline, user, repositories } = source(body);
      meter.requestId = requestId;
      const caller = createCallBatcher(async (mode, calls) => {
        const startedAt = performance.now();
        const outcomes = await this.#guest.call(mode, calls, deadline);
        this.#counts.note(startedAt, outcomes);
        spans?.called(mode, startedAt, outcomes);
        return meter.count(outcomes);
      });
      return { requestId, operationName, isTraced, user, repositories, caller };
    };
    await answerOperation(request, response, {
      server,
      maxBodyBytes,
      mediaTypes: this.#mediaTypes,
      context: ({ body }) => Promise.resolve(context ?? contextOf(body)),
      answer: async (operation, body) => {
        if (traceHeader in request.headers) return undefined;
        context = contextOf(body);
        const answered = await answerKnown(operations, references, operation, context);
        if (answered?.kind === 'left') context = { ...context, caller: answered.caller };
        return answered?.kind === 'answered' ? answered.json : undefined;
      },
    });
    this.#answers += 1;
    const { requestId, calls, fuel } = meter;
    if (calls > 0) this.#logger.debug({ requestId, calls, fuel }, 'the guest was called');
  }

  async shutdown(graceMs: number): Promise<void> {
    await this.#graph.server.stop();
    await this.#guest.shutdown(graceMs);
  }
}
