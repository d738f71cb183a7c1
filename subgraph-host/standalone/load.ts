import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import { decideRevision, describeRevision, type Operator } from '@forgepoint/common/permissions/revision.ts';
import { admitFile } from '@forgepoint/common/process/run-admission.ts';
import { hostVersion } from '@forgepoint/common/version.ts';
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
  return async () => {
    const admitted = await admitFile({
      program: fileURLToPath(new URL('../admission/main.ts', import.meta.url)),
      file: options.file,
      extension,
      storeDir: join(options.workDir, 'store'),
      cacheDir: join(options.workDir, 'cache'),
      timeoutMs: admissionTimeoutMs,
    });
    const revision = decideRevision(extension, admitted, operatorOf(options, customConfig), hostVersion);
    logger.info(describeRevision(revision), 'the extension is admitted');
    makePrivateFolder(dataDir);
    return HostedExtension.start({
      extension,
      artifactDir: admitted.artifactDir,
      dataDir,
      durable: options.dataDir !== null,
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
      killProcess: (reason) => {
        logger.fatal({ reason }, 'ending the process: nothing else can end the running call');
        process.kill(process.pid, 'SIGKILL');
      },
    });
  };
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
