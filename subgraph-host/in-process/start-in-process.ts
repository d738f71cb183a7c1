import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { GraphQLFormattedError } from 'graphql';
import type { RepositoryContext, UserContext } from '@forgepoint/common/context-envelope.ts';
import { databaseLimitsOf } from '@forgepoint/common/database-limits.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { Revision } from '@forgepoint/common/permissions/revision.ts';
import { schemaError } from '@forgepoint/common/schema/sdl-problem.ts';
import { hostVersion } from '@forgepoint/common/version.ts';
import { loadArtifact } from '../admission/artifact.ts';
import { notAnswered, type CallOutcome, type GuestCall, type GuestInfo } from '../component/guest-call.ts';
import { growPagesOf } from '../component/memory-grant.ts';
import { Progress } from '../component/progress.ts';
import type { GuestLogLine } from '../component/protocol.ts';
import { Executor } from '../component/worker/executor.ts';
import { loadGlue } from '../component/worker/glue.ts';
import { GuestCounters } from '../component/worker/guest-counters.ts';
import { maxBatchLength } from '../component/worker/result-length.ts';
import { startFirstInstance, startInstance } from '../component/worker/start-instance.ts';
import type { Trap } from '../component/worker/trap.ts';
import { CallState } from '../host-functions/call-state.ts';
import { createImports } from '../host-functions/create-imports.ts';
import type { Clock, Random } from '../host-functions/host-parts.ts';
import { fixedRandom, frozenClock } from '../host-functions/stand-ins.ts';
import { startApolloServer } from '../http/apollo-server.ts';
import { createCallBatcher } from '../schema/call-batcher.ts';
import { buildExecutableSchema } from '../schema/executable.ts';
import { maxResultLength, wrapGuest } from '../start-guest.ts';
import { openExtensionDatabase } from '../storage/extension-database.ts';
import { noDatabase } from '../storage/no-database.ts';

export interface InProcessOptions {
  readonly extension: string;
  readonly artifactDir: string;
  /** Private folder that its database is made in. */
  readonly dataDir: string;
  readonly revision: Revision;
  /** What the guest sees, if it may see one. */
  readonly clock: Clock;
  readonly random: Random;
  readonly onLog: (line: GuestLogLine) => void;
  /** An instance has trapped, and another took its place. */
  readonly onDiscard: (trap: Trap) => void;
  /** For what the GraphQL server has to say. */
  readonly logger: Logger;
}

export interface InProcessRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
  readonly user: UserContext | null;
  /** By id. */
  readonly repositories: Readonly<Record<string, RepositoryContext>>;
}

export interface InProcessAnswer {
  readonly data: unknown;
  readonly errors: readonly GraphQLFormattedError[];
  /** Calls of the guest that it took. */
  readonly calls: number;
  /** Units that they used. */
  readonly fuel: number;
}

export interface InProcessExtension extends AsyncDisposable {
  readonly info: GuestInfo;
  /** As the extension tells it. */
  readonly sdl: string;
  /** As its subgraph has it. */
  readonly subgraphSdl: string;
  answer(request: InProcessRequest): Promise<InProcessAnswer>;
  /** Goes on with a new instance, on the same data. */
  restart(): void;
}

/**
 * One admitted extension in this thread, with a clock and random numbers that are given. Fuel ends its endless loops; a
 * statement of SQL that never ends can't be interrupted here. For an author's own extension only: the thread isn't sealed
 * and keeps its permissions, since the tests in it need them.
 * @throws ForgeError when the guest does not start or its SDL cannot be served
 */
export async function startInProcess(options: InProcessOptions): Promise<InProcessExtension> {
  const { extension, revision, onLog } = options;
  const { permissions, limits, configuration } = revision;
  const artifact = loadArtifact(options.artifactDir);
  const databaseLimits = databaseLimitsOf(limits.databaseMb);
  const database = permissions.database
    ? openExtensionDatabase({
        file: join(options.dataDir, `${extension}.db`),
        durable: false,
        busyTimeoutMs: 2_000,
        limits: databaseLimits,
      })
    : noDatabase;
  try {
    const counters = new GuestCounters(growPagesOf(extension, limits.memoryMb, artifact.initialPages));
    const state = new CallState(database, databaseLimits.maxResultBytes, maxBatchLength(maxResultLength));
    const modules = new Map(
      [...artifact.modules].map(([file, bytes]) => [file, new WebAssembly.Module(bytes)]),
    );
    const instantiate = await loadGlue(
      pathToFileURL(artifact.gluePath).href,
      artifact.abiVersion,
      modules,
      state,
    );
    const imports = createImports({
      database,
      databaseLimits,
      call: state,
      charge: (units) => counters.charge(units),
      log: permissions.log
        ? (level, message, fields) => onLog({ level, message, fields, requestId: state.requestId })
        : () => undefined,
      clock: permissions.clock ? options.clock : frozenClock,
      random: permissions.random ? options.random : fixedRandom(),
      now: Date.now,
    });
    const parts = {
      config: {
        name: extension,
        hostVersion,
        databaseName: `${extension}.db`,
        customConfig: await checkedConfiguration(extension, configuration),
      },
      database,
      state,
      counters,
      limits,
      instantiate: () => instantiate(imports, counters.renew()),
      onStage: () => undefined,
    };
    const executorParts = {
      ...parts,
      progress: new Progress(),
      maxResultLength,
      startInstance: () => startInstance(parts),
      onDiscard: options.onDiscard,
      collectGarbage: () => globalThis.gc?.(),
      onLeftOpen: (requestId: string | undefined) =>
        onLog({
          level: 'warn',
          message: 'a call left a transaction of its own open, which was rolled back',
          fields: undefined,
          requestId,
        }),
    };
    const first = startFirstInstance(parts);
    database.commit();
    let executor = new Executor(executorParts, first.instance);
    const { info, sdl } = first;
    const wrapped = wrapGuest(extension, first, { federation: false, requires: [] });
    if (wrapped.kind === 'refused') throw schemaError(extension, wrapped.problems);
    const server = await startApolloServer(
      extension,
      buildExecutableSchema(extension, wrapped.plan),
      options.logger,
    );
    let lastBatch = 0;
    return {
      info,
      sdl,
      subgraphSdl: wrapped.plan.sdl,
      answer: async ({ query, variables, operationName, user, repositories }) => {
        const outcomes: CallOutcome[] = [];
        const caller = createCallBatcher((mode, calls) => {
          lastBatch += 1;
          const ended = endOf(calls, () => executor.run({ id: lastBatch, mode, calls, apart: false }));
          outcomes.push(...ended);
          return Promise.resolve(ended);
        });
        const { body } = await server.executeOperation(
          { query, variables: { ...variables }, ...(operationName === undefined ? {} : { operationName }) },
          { contextValue: { requestId: randomUUID(), user, repositories, caller } },
        );
        if (body.kind !== 'single') throw new Error('an answer in parts');
        return {
          data: body.singleResult.data ?? null,
          errors: body.singleResult.errors ?? [],
          calls: outcomes.length,
          fuel: Math.round(outcomes.reduce((sum, { fuel }) => sum + (fuel ?? 0), 0)),
        };
      },
      restart: () => {
        executor.shutdown();
        executor = new Executor(executorParts, startInstance(parts));
      },
      [Symbol.asyncDispose]: async () => {
        await server.stop();
        try {
          executor.shutdown();
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          options.onDiscard({ code: 'EXTENSION_TRAPPED', message, lack: undefined, overflow: false });
        } finally {
          database.close();
        }
      },
    };
  } catch (error) {
    database.close();
    throw ForgeError.from(error, 'EXTENSION_INIT_FAILED');
  }
}

/** What comes of calls; when the guest can't go on, none of them was answered. */
function endOf(calls: readonly GuestCall[], run: () => readonly CallOutcome[]): readonly CallOutcome[] {
  try {
    return run();
  } catch (error) {
    const { code, message } = ForgeError.from(error, 'EXTENSION_INIT_FAILED');
    return calls.map(() => notAnswered(code, message));
  }
}

/** The checker is loaded only for a component that has a schema. */
async function checkedConfiguration(
  extension: string,
  configuration: Revision['configuration'],
): Promise<string | null> {
  if (configuration.schema === null) return configuration.custom;
  const { checkConfiguration } = await import('../component/worker/check-configuration.ts');
  return checkConfiguration(extension, configuration.schema, configuration);
}
