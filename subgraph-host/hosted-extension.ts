import { join } from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DatabaseLimits } from '@forgepoint/common/database-limits.ts';
import { answerByApollo } from '@forgepoint/common/http/apollo.ts';
import type { ExtensionGrants } from '@forgepoint/common/extension-grants.ts';
import type { ExtensionLimits } from '@forgepoint/common/extension-limits.ts';
import type { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { Configuration } from '@forgepoint/common/permissions/configuration.ts';
import type { PermissionSet } from '@forgepoint/common/permissions/permission.ts';
import type { SubgraphInfo } from '@forgepoint/common/process/messages.ts';
import { schemaError } from '@forgepoint/common/schema/sdl-problem.ts';
import { hostVersion } from '@forgepoint/common/version.ts';
import { loadArtifact } from './admission/artifact.ts';
import { FuelMeter } from './component/fuel-meter.ts';
import { Guest } from './component/guest.ts';
import { growPagesOf } from './component/memory-grant.ts';
import type { RequestSource } from './http/request-source.ts';
import { startApolloServer } from './http/apollo-server.ts';
import { createCallBatcher } from './schema/call-batcher.ts';
import { buildExecutableSchema } from './schema/executable.ts';
import type { SubgraphPlan } from './schema/plan.ts';
import { wrapSdl } from './schema/wrap/wrap-sdl.ts';

export interface HostedExtensionOptions {
  readonly extension: string;
  /** @see admission/artifact.ts */
  readonly artifactDir: string;
  /** The extension's own folder; its database is `<dataDir>/<extension>.db`. */
  readonly dataDir: string;
  readonly durable: boolean;
  readonly databaseLimits: DatabaseLimits;
  readonly configuration: Configuration;
  readonly permissions: PermissionSet;
  readonly limits: ExtensionLimits;
  readonly startTimeoutMs: number;
  readonly grants: ExtensionGrants;
  readonly logger: Logger;
  /** Present when another version of it runs on the same data: called before `init`, which waits for it. */
  readonly onPrepared?: () => Promise<void>;
  readonly onLost: (error: ForgeError) => void;
  readonly killProcess: (why: ForgeError) => void;
}

const maxResultLength = 8 * 1024 * 1024;
const maxBodyBytes = 8 * 1024 * 1024;

/** One extension, from its artifact to GraphQL over HTTP. */
export class HostedExtension {
  readonly plan: SubgraphPlan;
  readonly info: SubgraphInfo;
  readonly #guest: Guest;
  readonly #server: Awaited<ReturnType<typeof startApolloServer>>;
  readonly #logger: Logger;

  /** @throws ForgeError when the guest does not start or its SDL cannot be served */
  static async start(options: HostedExtensionOptions): Promise<HostedExtension> {
    const { extension, logger } = options;
    const artifact = loadArtifact(options.artifactDir);
    const modules = new Map(
      [...artifact.modules].map(([file, bytes]) => [file, new WebAssembly.Module(bytes)]),
    );
    const guest = await Guest.start({
      settings: {
        extension,
        hostVersion,
        abiVersion: artifact.abiVersion,
        gluePath: artifact.gluePath,
        modules,
        databaseFile: join(options.dataDir, `${extension}.db`),
        durable: options.durable,
        databaseLimits: options.databaseLimits,
        configuration: options.configuration,
        permissions: options.permissions,
        limits: options.limits,
        growPages: growPagesOf(extension, options.limits.memoryMb, artifact.initialPages),
        maxResultLength,
        replaces: options.onPrepared !== undefined,
      },
      onPrepared: options.onPrepared ?? (() => Promise.resolve()),
      startTimeoutMs: options.startTimeoutMs,
      logger,
      onLost: options.onLost,
      killProcess: options.killProcess,
    });
    try {
      const { info, sdl } = guest.description;
      const wrapped = wrapSdl({
        extension,
        sdl,
        entities: info.entities,
        repositoryFields: info.repositoryFields,
        grants: options.grants,
      });
      if (wrapped.kind === 'refused') throw schemaError(extension, wrapped.problems);
      const server = await startApolloServer(
        extension,
        buildExecutableSchema(extension, wrapped.plan),
        logger,
      );
      const { name, version, capabilities } = info;
      const shown = { name, version, capabilities, abiVersion: artifact.abiVersion };
      return new HostedExtension(guest, wrapped.plan, shown, server, logger);
    } catch (error) {
      await guest.shutdown(1_000);
      throw error;
    }
  }

  private constructor(
    guest: Guest,
    plan: SubgraphPlan,
    info: SubgraphInfo,
    server: Awaited<ReturnType<typeof startApolloServer>>,
    logger: Logger,
  ) {
    this.#logger = logger;
    this.#guest = guest;
    this.#server = server;
    this.plan = plan;
    this.info = info;
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
    await answerByApollo(request, response, {
      server: this.#server,
      maxBodyBytes,
      context: ({ body }) => {
        const { requestId, deadline, user, repositories } = source(body);
        meter.requestId = requestId;
        const caller = createCallBatcher(async (mode, calls) =>
          meter.count(await this.#guest.call(mode, calls, deadline)),
        );
        return Promise.resolve({ requestId, user, repositories, caller });
      },
    });
    const { requestId, calls, fuel } = meter;
    if (calls > 0) this.#logger.debug({ requestId, calls, fuel }, 'the guest was called');
  }

  async shutdown(graceMs: number): Promise<void> {
    await this.#server.stop();
    await this.#guest.shutdown(graceMs);
  }
}
