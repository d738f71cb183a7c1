import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultLimits, withLimits } from '@forgepoint/common/extension-limits.ts';
import { defaultDatabaseLimits } from '@forgepoint/common/database-limits.ts';
import type { ExtensionName } from '@forgepoint/common/extension-name.ts';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import { admitFile } from '@forgepoint/common/process/run-admission.ts';
import { defaultExtensionSettings, type Config } from '../config/config.ts';
import type { FoundExtension } from '../extensions/scan.ts';
import { jailEnvironment, jailFlags } from '../supervisor/jail.ts';
import type { SubgraphProcessOptions } from '../supervisor/subgraph-process.ts';

export type ChildSpec = SubgraphProcessOptions['child'];

export interface LaunchParts {
  readonly config: Config;
  readonly internalToken: string;
  /** Where databases are kept that are thrown away at the end. */
  readonly temporaryDir: string | undefined;
}

const project = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const admissionTimeoutMs = 60_000;

export function coreChild({ config, internalToken, temporaryDir }: LaunchParts): ChildSpec {
  const databaseDir = privateFolder(
    temporaryDir === undefined ? config.folders.coreDatabase : join(temporaryDir, 'core'),
  );
  return {
    entry: project('core-subgraph/bin.js'),
    flags: jailFlags({ program: 'core-subgraph', read: [], write: [databaseDir], worker: false }),
    environment: jailEnvironment,
    boot: {
      program: 'core-subgraph',
      databaseDir,
      durable: temporaryDir === undefined,
      internalToken,
      logLevel: config.logLevel,
    },
  };
}

/** Admits an extension's file and says how its process is started. @throws ForgeError */
export async function prepareExtension(
  { config, internalToken, temporaryDir }: LaunchParts,
  { name, file }: FoundExtension,
): Promise<ChildSpec> {
  const settings = config.extensions.get(name) ?? defaultExtensionSettings;
  const admitted = await admitFile({
    program: project('subgraph-host/admission/main.ts'),
    file,
    extension: name,
    storeDir: config.folders.store,
    cacheDir: config.folders.cache,
    timeoutMs: admissionTimeoutMs,
  });
  const dataDir = dataFolder(config, temporaryDir, name);
  const general = { ...defaultLimits, callTimeoutMs: config.timeouts.callMs };
  const limits = withLimits(general, settings.limits);
  return {
    entry: project('subgraph-host/bin.js'),
    flags: jailFlags({
      program: 'subgraph-host',
      read: [admitted.artifactDir],
      write: [dataDir],
      worker: true,
      memoryMb: limits.memoryMb,
    }),
    environment: jailEnvironment,
    boot: {
      program: 'subgraph-host',
      extension: name,
      artifactDir: admitted.artifactDir,
      dataDir,
      durable: temporaryDir === undefined,
      limits,
      databaseLimits: defaultDatabaseLimits,
      startTimeoutMs: config.timeouts.startMs,
      grants: settings.grants,
      customConfig: settings.customConfig,
      internalToken,
      logLevel: config.logLevel,
    },
  };
}

function dataFolder(config: Config, temporaryDir: string | undefined, name: ExtensionName): string {
  return privateFolder(
    temporaryDir === undefined
      ? join(config.folders.extensionData, name)
      : join(temporaryDir, 'extensions', name),
  );
}

/** @throws ForgeError FOLDER_UNUSABLE */
function privateFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
    return path;
  } catch (error) {
    throw new ForgeError('FOLDER_UNUSABLE', `The folder "${path}" cannot be used: ${messageOf(error)}.`, {
      remedy: 'Make it writable for this user.',
      cause: error,
    });
  }
}
