import { createLogger } from '@forgepoint/common/logging.ts';
import type { HostBoot } from '@forgepoint/common/process/messages.ts';
import type { RunningSubgraph } from '@forgepoint/common/process/supervised.ts';
import { memoryWall, watchMemory } from './component/memory-wall.ts';
import { HostedExtension } from './hosted-extension.ts';
import { createSubgraphServer } from './http/subgraph-server.ts';

const shutdownGraceMs = 2_000;
/** How long the last answers may take once the guest is lost; milliseconds. */
const lostGraceMs = 500;

/** Serves one extension as a child of the gateway. @throws ForgeError when it cannot be served */
export async function startSupervised(boot: HostBoot): Promise<RunningSubgraph> {
  const logger = createLogger('subgraph-host', boot.logLevel).child({ extension: boot.extension });
  const killProcess = (reason: string): void => {
    logger.fatal({ reason }, 'ending the process');
    process.kill(process.pid, 'SIGKILL');
  };
  watchMemory(memoryWall, killProcess);
  const hosted = await HostedExtension.start({
    extension: boot.extension,
    artifactDir: boot.artifactDir,
    dataDir: boot.dataDir,
    durable: boot.durable,
    databaseLimits: boot.databaseLimits,
    configuration: boot.configuration,
    permissions: boot.permissions,
    limits: boot.limits,
    grants: boot.grants,
    startTimeoutMs: boot.startTimeoutMs,
    logger,
    onLost: (error) => {
      logger.fatal({ code: error.code, reason: error.message }, 'the guest does not start again');
      void server.drain(lostGraceMs).then(() => process.exit(1));
    },
    killProcess,
  });
  const server = createSubgraphServer(hosted, boot.internalToken, logger);
  return {
    server,
    sdl: hosted.plan.sdl,
    info: hosted.info,
    [Symbol.asyncDispose]: () => hosted.shutdown(shutdownGraceMs),
  };
}
