import { join } from 'node:path';
import type { DatabaseLimits } from '@forgepoint/common/database-limits.ts';
import type { ExtensionGrants } from '@forgepoint/common/extension-grants.ts';
import type { ExtensionLimits } from '@forgepoint/common/extension-limits.ts';
import type { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { Configuration } from '@forgepoint/common/permissions/configuration.ts';
import type { PermissionSet } from '@forgepoint/common/permissions/permission.ts';
import { hostVersion } from '@forgepoint/common/version.ts';
import { loadArtifact } from './admission/artifact.ts';
import type { GuestDescription } from './component/guest-thread.ts';
import { Guest } from './component/guest.ts';
import type { GuestCounts } from './component/guest-counts.ts';
import { growPagesOf } from './component/memory-grant.ts';
import { wrapSdl, type WrapResult } from './schema/wrap/wrap-sdl.ts';

export interface GuestHosting {
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
  /** Present when another version of it runs on the same data: called before `init`, which waits for it. */
  readonly onPrepared?: (() => Promise<void>) | undefined;
  /** JavaScript that a component made for it runs; such a component is built by `forge dev` alone. */
  readonly liveSource?: string;
  readonly counts: GuestCounts;
  readonly logger: Logger;
  readonly onLost: (error: ForgeError) => void;
  readonly killProcess: (why: ForgeError) => void;
}

/** UTF-16 units of one answer. */
export const maxResultLength: number = 8 * 1024 * 1024;

/** Starts the guest of an artifact. @throws ForgeError when it does not start */
export async function startGuest(
  hosting: GuestHosting,
): Promise<{ readonly guest: Guest; readonly abiVersion: string }> {
  const { extension, limits } = hosting;
  const artifact = loadArtifact(hosting.artifactDir);
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
      databaseFile: join(hosting.dataDir, `${extension}.db`),
      durable: hosting.durable,
      databaseLimits: hosting.databaseLimits,
      configuration: hosting.configuration,
      permissions: hosting.permissions,
      limits,
      growPages: growPagesOf(extension, limits.memoryMb, artifact.initialPages),
      maxResultLength,
      liveSource: hosting.liveSource ?? null,
      replaces: hosting.onPrepared !== undefined,
    },
    statementCounts: hosting.counts.statements,
    onPrepared: hosting.onPrepared ?? (() => Promise.resolve()),
    startTimeoutMs: hosting.startTimeoutMs,
    logger: hosting.logger,
    onLost: hosting.onLost,
    killProcess: hosting.killProcess,
  });
  return { guest, abiVersion: artifact.abiVersion };
}

/** Makes a subgraph of what a guest says of itself. */
export function wrapGuest(
  extension: string,
  { info, sdl }: Pick<GuestDescription, 'info' | 'sdl'>,
  grants: ExtensionGrants,
): WrapResult {
  return wrapSdl({
    extension,
    sdl,
    entities: info.entities,
    repositoryFields: info.repositoryFields,
    grants,
  });
}
