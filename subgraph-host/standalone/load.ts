import { chmodSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { databaseLimitsOf } from '@forgepoint/common/database-limits.ts';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import { decideRevision, describeRevision, type Operator } from '@forgepoint/common/permissions/revision.ts';
import { admitFile, type Admitted } from '@forgepoint/common/process/run-admission.ts';
import { hostVersion } from '@forgepoint/common/version.ts';
import { memoryWall, watchMemory } from '../component/memory-wall.ts';
import { HostedExtension } from '../hosted-extension.ts';
import type { StandaloneOptions } from './options.ts';

const startTimeoutMs = 30_000;
const admissionTimeoutMs = 60_000;

interface LoaderParts {
  readonly options: StandaloneOptions;
  readonly dataDir: string;
  /** JSON text; `null`: none. */
  readonly customConfig: string | null;
  readonly logger: Logger;
}

/** @returns what admits the file as it is now and starts it; throws ForgeError */
export function createLoader({
  options,
  dataDir,
  customConfig,
  logger,
}: LoaderParts): () => Promise<HostedExtension> {
  const { extension } = options;
  const killProcess = (reason: string): void => {
    logger.fatal({ reason }, 'ending the process: nothing else can end the running call');
    process.kill(process.pid, 'SIGKILL');
  };
  watchMemory(memoryWall, killProcess);
  return async () => {
    const admitted = await admit(options);
    const revision = decideRevision(extension, admitted, operatorOf(options, customConfig), hostVersion);
    logger.info(describeRevision(revision), 'the extension is admitted');
    makePrivateFolder(dataDir);
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
      logger,
      onLost: (error) => {
        logger.fatal({ code: error.code, reason: error.message }, 'the guest does not start again');
        process.exit(1);
      },
      killProcess,
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

function makePrivateFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
  } catch (error) {
    throw new ForgeError('FOLDER_UNUSABLE', `The folder "${path}" cannot be used: ${messageOf(error)}.`, {
      remedy: 'Make it writable, or name another with --data-dir.',
      cause: error,
    });
  }
}
