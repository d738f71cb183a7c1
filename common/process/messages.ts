import type { ExtensionGrants } from '../extension-grants.ts';
import type { ExtensionLimits } from '../extension-limits.ts';
import type { DatabaseLimits } from '../database-limits.ts';
import type { WireError } from '../forge-error.ts';
import type { SubgraphFigures } from '../metrics/subgraph-figures.ts';
import type { Configuration } from '../permissions/configuration.ts';
import type { PermissionSet } from '../permissions/permission.ts';

/** Settings of a subgraph host under supervision. */
export interface HostBoot {
  readonly program: 'subgraph-host';
  readonly extension: string;
  /** Folder that admission wrote for this component; read-only. */
  readonly artifactDir: string;
  /** The extension's own folder, mode 0700; its database is `<dataDir>/<extension>.db`. */
  readonly dataDir: string;
  /** `false`: the data may be lost with the power (`synchronous=OFF`). */
  readonly durable: boolean;
  readonly permissions: PermissionSet;
  readonly limits: ExtensionLimits;
  /** What its database may hold and its statements may cost. */
  readonly databaseLimits: DatabaseLimits;
  /** Longest time from the thread's start until the guest is initialised; whole milliseconds. */
  readonly startTimeoutMs: number;
  /**
   * Another version runs on the same data. Then `init` waits for `begin` and is rehearsed; what it writes is stored
   * when `commit` runs it once more. Until then the other one goes on as if nothing were.
   */
  readonly replaces: boolean;
  /** What the operator permits beyond the defaults. */
  readonly grants: ExtensionGrants;
  readonly configuration: Configuration;
  readonly internalToken: string;
  readonly logLevel: string;
}

/** Settings of the core subgraph under supervision. */
export interface CoreBoot {
  readonly program: 'core-subgraph';
  /** Folder of `forge.db`, mode 0700. */
  readonly databaseDir: string;
  readonly durable: boolean;
  readonly internalToken: string;
  readonly logLevel: string;
}

/** From the supervisor to a subgraph process. `connection` carries a socket handle beside it. */
export type SupervisorMessage =
  | { readonly type: 'boot'; readonly boot: HostBoot | CoreBoot }
  | { readonly type: 'connection'; readonly id: number }
  | { readonly type: 'ping'; readonly id: number }
  | { readonly type: 'begin' }
  /** Answered by `committed`, or by `refused`. */
  | { readonly type: 'commit'; readonly id: number }
  /** Mutations wait from now on; answered by `writes-held` when none runs any more. */
  | { readonly type: 'hold-writes'; readonly id: number }
  | { readonly type: 'release-writes' }
  | { readonly type: 'stop'; readonly graceMs: number };

/** From a subgraph process to its supervisor. */
export type SubgraphMessage =
  /** Answer to a boot that `replaces`: only `init` is left to be done. */
  | { readonly type: 'prepared' }
  /** Serving: the wrapped SDL, what the extension says of itself, and whether its `init` waits for `commit`. */
  | {
      readonly type: 'ready';
      readonly sdl: string;
      readonly info: SubgraphInfo;
      readonly isUncommitted: boolean;
    }
  | { readonly type: 'committed'; readonly id: number }
  | { readonly type: 'writes-held'; readonly id: number }
  /** A cause that another start would meet again, such as an invalid schema. */
  | { readonly type: 'refused'; readonly error: WireError }
  /** The connection of that id is the child's now: the supervisor closes its copy. */
  | { readonly type: 'connection-accepted'; readonly id: number }
  | { readonly type: 'pong'; readonly id: number; readonly figures: SubgraphFigures }
  /** After it was told to stop: what it has come to in the end. */
  | { readonly type: 'last-figures'; readonly figures: SubgraphFigures };

export interface SubgraphInfo {
  /** What the extension calls itself, in its own words. */
  readonly name: string;
  readonly version: string;
  /** Interface version the component was built against, such as `0.2.0`; `null` for core. */
  readonly abiVersion: string | null;
  readonly capabilities: readonly string[];
}
