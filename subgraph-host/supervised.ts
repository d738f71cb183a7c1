import { join } from 'node:path';
import { checkDatabaseFile } from '@forgepoint/common/database/check-file.ts';
import type { ForgeError } from '@forgepoint/common/forge-error.ts';
import { createLogger } from '@forgepoint/common/logging.ts';
import type { HostBoot } from '@forgepoint/common/process/messages.ts';
import type { RunningSubgraph, WhenPrepared } from '@forgepoint/common/process/supervised.ts';
import { GuestCounts } from './component/guest-counts.ts';
import { collectWhenIdle } from './component/idle-collection.ts';
import { memoryWall, overMemory, watchMemory } from './component/memory-wall.ts';
import { HostedExtension } from './hosted-extension.ts';
import { createSubgraphServer } from './http/subgraph-server.ts';

const shutdownGraceMs = 2_000;
/** How long the last answers may take once the guest is lost; milliseconds. */
const lostGraceMs = 500;

/** Serves one extension as a child of the gateway. @throws ForgeError when it cannot be served */
export async function startSupervised(boot: HostBoot, whenPrepared: WhenPrepared): Promise<RunningSubgraph> {
  const logger = createLogger('subgraph-host', boot.logLevel).child({ extension: boot.extension });
  const { extension } = boot;
  if (boot.permissions.database)
    checkDatabaseFile({ file: join(boot.dataDir, `${extension}.db`), extension });
  const killProcess = (why: ForgeError): void => {
    logger.warn(why.toLog(), 'ending the process');
    process.kill(process.pid, 'SIGKILL');
  };
  watchMemory(memoryWall, (mebibytes) => killProcess(overMemory(extension, mebibytes)));
  const counts = new GuestCounts();
  let started = false;
  const hosted = await HostedExtension.start({
    extension,
    artifactDir: boot.artifactDir,
    dataDir: boot.dataDir,
    durable: boot.durable,
    databaseLimits: boot.databaseLimits,
    configuration: boot.configuration,
    permissions: boot.permissions,
    limits: boot.limits,
    grants: boot.grants,
    startTimeoutMs: boot.startTimeoutMs,
    counts,
    logger,
    ...(boot.replaces ? { onPrepared: whenPrepared } : {}),
    onLost: (error) => {
      // The next process meets the same, and is refused with it.
      logger.warn(error.toLog(), 'the guest does not start again; ending the process');
      void server.drain(lostGraceMs).then(() => process.exit(1));
    },
    // One that doesn't start is refused, and the process ends with that.
    killProcess: (why) => {
      if (started) killProcess(why);
    },
  });
  started = true;
  collectWhenIdle(() => hosted.answers);
  const server = createSubgraphServer(hosted, boot.internalToken, logger);
  return {
    server,
    sdl: hosted.plan.sdl,
    info: hosted.info,
    versions: hosted,
    guestFigures: () => counts.figures(),
    [Symbol.asyncDispose]: () => hosted.shutdown(shutdownGraceMs),
  };
}
