import type { ExtensionGrants } from '../extension-grants.ts';
import type { ExtensionLimits } from '../extension-limits.ts';
import type { WireError } from '../forge-error.ts';
import type { Configuration } from '../permissions/configuration.ts';
import type { PermissionSet } from '../permissions/permission.ts';
import type { SdlProblem } from '../schema/sdl-problem.ts';
import type { SubgraphInfo } from './messages.ts';

/** To the process that asks an admitted component what it is; the only message. */
export interface DescribeJob {
  readonly extension: string;
  readonly artifactDir: string;
  /** Folder for a database that nobody needs afterwards. */
  readonly dataDir: string;
  readonly permissions: PermissionSet;
  readonly limits: ExtensionLimits;
  readonly configuration: Configuration;
  readonly grants: ExtensionGrants;
  /** Longest time until the guest is initialised; whole milliseconds. */
  readonly startTimeoutMs: number;
}

export interface GuestDescribed {
  readonly kind: 'described';
  readonly info: SubgraphInfo;
  /** As its author wrote it. */
  readonly sdl: string;
  readonly wrapped:
    | { readonly kind: 'wrapped'; readonly sdl: string }
    | { readonly kind: 'refused'; readonly problems: readonly SdlProblem[] };
}

/** What that process answers, before it ends. */
export type DescribeAnswer = GuestDescribed | { readonly kind: 'failed'; readonly error: WireError };
