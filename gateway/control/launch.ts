import { fileURLToPath } from 'node:url';
import { databaseLimitsOf } from '@forgepoint/common/database-limits.ts';
import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import { makePrivateFolder } from '@forgepoint/common/folder.ts';
import { decideRevision, type Revision } from '@forgepoint/common/permissions/revision.ts';
import { admitFile } from '@forgepoint/common/process/run-admission.ts';
import { hostVersion } from '@forgepoint/common/version.ts';
import type { Config, ExtensionSettings } from '../config/config.ts';
import { operatorOf } from '../config/operator.ts';
import { coreDataFolder, extensionDataFolder } from '../data/data-folders.ts';
import type { FoundExtension } from '../extensions/scan.ts';
import type { HostUsers } from '../supervisor/host-users.ts';
import { jailEnvironment, jailFlags } from '@forgepoint/common/process/host-jail.ts';
import type { SubgraphProcessOptions } from '../supervisor/subgraph-process.ts';

export type ChildSpec = SubgraphProcessOptions['child'];

export interface LaunchParts {
  readonly config: Config;
  readonly internalToken: string;
  /** Where databases are kept that are thrown away at the end. */
  readonly temporaryDir: string | undefined;
  /** Gives every process a user of its own; `undefined`: they run under that of the gateway. */
  readonly users: HostUsers | undefined;
}

const project = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const admissionTimeoutMs = 60_000;

/** @throws ForgeError */
export function coreChild({ config, internalToken, temporaryDir, users }: LaunchParts): ChildSpec {
  const databaseDir = makePrivateFolder(coreDataFolder(config.folders, temporaryDir));
  const entry = project('core-subgraph/bin.js');
  const user = users?.userOf(coreSubgraph, entry);
  if (user !== undefined) users?.give(databaseDir, user);
  return {
    entry,
    user,
    flags: jailFlags({ program: 'core-subgraph', read: [], write: [databaseDir], worker: false }),
    environment: jailEnvironment,
    folder: databaseDir,
    boot: {
      program: 'core-subgraph',
      databaseDir,
      durable: temporaryDir === undefined,
      internalToken,
      logLevel: config.logLevel,
    },
  };
}

export interface PreparedExtension {
  readonly child: ChildSpec;
  readonly revision: Revision;
  /** sha256 of the file, in hex. */
  readonly digest: string;
}

/** Admits an extension's file and says how its process is started. @throws ForgeError */
export async function prepareExtension(
  { config, internalToken, temporaryDir, users }: LaunchParts,
  { name, file }: FoundExtension,
  settings: ExtensionSettings,
): Promise<PreparedExtension> {
  const admitted = await admitFile({
    program: project('subgraph-host/admission/main.ts'),
    file,
    extension: name,
    storeDir: config.folders.store,
    cacheDir: config.folders.cache,
    timeoutMs: admissionTimeoutMs,
  });
  const revision = decideRevision(name, admitted, operatorOf(config, name, settings), hostVersion);
  const dataDir = makePrivateFolder(extensionDataFolder(config.folders, temporaryDir, name));
  const entry = project('subgraph-host/bin.js');
  const user = users?.userOf(name, entry);
  if (user !== undefined) users?.give(dataDir, user);
  const artifactDir =
    users === undefined || user === undefined ? admitted.artifactDir : users.lend(admitted.artifactDir, user);
  const child: ChildSpec = {
    entry,
    user,
    flags: jailFlags({
      program: 'subgraph-host',
      read: [artifactDir],
      write: [dataDir],
      worker: true,
      memoryMb: revision.limits.memoryMb,
    }),
    environment: jailEnvironment,
    folder: dataDir,
    boot: {
      program: 'subgraph-host',
      extension: name,
      artifactDir,
      dataDir,
      durable: temporaryDir === undefined,
      permissions: revision.permissions,
      grants: settings.grants,
      limits: revision.limits,
      databaseLimits: databaseLimitsOf(revision.limits.databaseMb),
      startTimeoutMs: config.timeouts.startMs,
      replaces: false,
      configuration: revision.configuration,
      internalToken,
      logLevel: config.logLevel,
    },
  };
  return { child, revision, digest: admitted.digest };
}
