import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkDatabaseFile } from '@forgepoint/common/database/check-file.ts';
import { databaseLimitsOf } from '@forgepoint/common/database-limits.ts';
import { makePrivateFolder } from '@forgepoint/common/folder.ts';
import type { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import { decideRevision, describeRevision, type Operator } from '@forgepoint/common/permissions/revision.ts';
import { admitFile, type Admitted } from '@forgepoint/common/process/run-admission.ts';
import { hostVersion } from '@forgepoint/common/version.ts';
import type { GuestCounts } from '../component/guest-counts.ts';
import { memoryWall, overMemory, watchMemory } from '../component/memory-wall.ts';
import { HostedExtension, type HostedExtensionOptions } from '../hosted-extension.ts';
import type { StandaloneOptions } from './options.ts';

const startTimeoutMs = 30_000;
const admissionTimeoutMs = 60_000;

interface LoaderParts {
  readonly options: StandaloneOptions;
  readonly dataDir: string;
  /** JSON text; `null`: none. */
  readonly customConfig: string | null;
  /** Of all versions. */
  readonly counts: GuestCounts;
  readonly logger: Logger;
  /** For `forge dev`. */
  readonly live?: LiveSource | undefined;
}

/** Source that the component runs, instead of one that was built into it. */
export interface LiveSource {
  /** As it is now. */
  readonly source: () => string;
  readonly onSchemaRefused: NonNullable<HostedExtensionOptions['onSchemaRefused']>;
}

/** @returns what admits the file as it is now and starts it; throws ForgeError */
export function createLoader({
  options,
  dataDir,
  customConfig,
  counts,
  logger,
  live,
}: LoaderParts): () => Promise<HostedExtension> {
  const { extension } = options;
  const killProcess = (why: ForgeError): void => {
    logger.fatal(why.toLog(), 'ending the process: nothing else can end the running call');
    process.kill(process.pid, 'SIGKILL');
  };
  watchMemory(memoryWall, (mebibytes) => killProcess(overMemory(extension, mebibytes)));
  let isFirst = true;
  return async () => {
    const admitted = await admit(options);
    const revision = decideRevision(extension, admitted, operatorOf(options, customConfig), hostVersion);
    logger.info(describeRevision(revision), 'the extension is admitted');
    makePrivateFolder({
      path: dataDir,
      what: `The data folder of the extension "${extension}"`,
      remedy: 'Make it a folder that this user may write, or name another with --data-dir.',
      extension,
    });
    if (isFirst) checkDatabaseFile({ file: join(dataDir, `${extension}.db`), extension });
    // From now on a version may have it open.
    isFirst = false;
    return HostedExtension.start({
      extension,
      artifactDir: admitted.artifactDir,
      dataDir,
      durable: options.dataDir !== null,
      databaseLimits: databaseLimitsOf(revision.limits.databaseMb),
      configuration: revision.configuration,
      permissions: revision.permissions,
      limits: revision.limits,
      grants: options.grants,
      startTimeoutMs,
      counts,
      logger,
      onLost: (error) => {
        logger.fatal(error.toLog(), 'the guest does not start again');
        process.exit(1);
      },
      killProcess,
      ...(live === undefined ? {} : { liveSource: live.source(), onSchemaRefused: live.onSchemaRefused }),
    });
  };
}

/** Admits the file as it is now, unless that was done before. @throws ForgeError */
export async function admit({ file, extension, storeDir, cacheDir }: StandaloneOptions): Promise<Admitted> {
  return admitFile({
    program: fileURLToPath(new URL('../admission/main.ts', import.meta.url)),
    file,
    extension,
    storeDir,
    cacheDir,
    timeoutMs: admissionTimeoutMs,
  });
}

function operatorOf(
  { permissions, grants, limits, configFile }: StandaloneOptions,
  customConfig: string | null,
): Operator {
  return {
    permissions,
    grants,
    limits,
    customConfig,
    configPlace: configFile === null ? 'a file named by --config' : `the file "${configFile}"`,
    howToGrant: (permission) => `To grant it, leave out --deny ${permission}.`,
  };
}
