import type { RequestLimits } from '../request-limits.ts';
import { noGrants, type ExtensionGrants } from '@forgepoint/common/extension-grants.ts';
import type { SomeLimits } from '@forgepoint/common/extension-limits.ts';
import type { ExtensionName, SubgraphName } from '@forgepoint/common/extension-name.ts';
import { defaultGrants, type PermissionSet } from '@forgepoint/common/permissions/permission.ts';

/** Everything that can be set, checked and with its defaults; frozen. Paths are absolute. */
export interface Config {
  readonly address: {
    readonly host: string;
    /** 0: any free one. */
    readonly port: number;
  };
  /** Where the operator's interface answers. */
  readonly operator: {
    readonly host: string;
    /** 0: any free one. */
    readonly port: number;
    /** The operator has named the port: another will not do. */
    readonly isPortChosen: boolean;
  };
  /** Clients have to send it; `null`: none. */
  readonly apiToken: string | null;
  /** Clients can ask for the schema. */
  readonly introspection: boolean;
  readonly requestLimits: RequestLimits;
  /** Processes that serve clients at a time. */
  readonly gatewayWorkers: number;
  /** Lower-case names that `Host` and `Origin` may have beside this machine's own; `null`: no limit was set. */
  readonly allowedHosts: ReadonlySet<string> | null;
  readonly logLevel: LogLevel;
  readonly source: GraphSource;
  readonly folders: Folders;
  /** Every subgraph's process gets a user of its own, numbered from here; `null`: that of the gateway. */
  readonly hostUidBase: number | null;
  /** Databases are thrown away at the end. */
  readonly inMemoryDatabase: boolean;
  /** Whole milliseconds. */
  readonly timeouts: {
    /** Longest time that one call may run in a guest. */
    readonly callMs: number;
    /** Longest time that a client's request may take. */
    readonly requestMs: number;
    /** Longest time until a guest is initialised. */
    readonly startMs: number;
    /** Longest time that running requests get at the end. */
    readonly shutdownGraceMs: number;
  };
  /** Sent to subgraphs that somebody else runs; `null`: none. */
  readonly internalToken: string | null;
  /** Between looks at the SDL of a subgraph that somebody else runs; whole milliseconds. */
  readonly subgraphPollMs: number;
  /** By name; an extension that isn't named has {@link defaultExtensionSettings}. */
  readonly extensions: ReadonlyMap<ExtensionName, ExtensionSettings>;
  readonly breakingChanges: BreakingChanges;
  /** Settings that hold until the gateway ends, as they were read. */
  readonly fixed: FixedSettings;
  /** Where `forge.config.json` is, or would be. */
  readonly configFile: string;
}

/** By their names in the file. */
export type FixedSettings = Readonly<Record<string, unknown>>;

/**
 * Which changes that take something from clients are refused: `safe`: all; `used`: those of what an operation has used
 * lately; `off`: none.
 */
export const breakingChangePolicies = ['safe', 'used', 'off'] as const;
export type BreakingChanges = (typeof breakingChangePolicies)[number];

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Where the graph comes from. Only `extensions` supervises processes. */
export type GraphSource =
  | { readonly kind: 'extensions' }
  | { readonly kind: 'supergraph'; readonly file: string }
  | {
      readonly kind: 'subgraphs';
      readonly subgraphs: readonly RemoteSubgraph[];
      /** URL of every extension in the extensions folder, with {@link namePlace} for its name. */
      readonly extensionsAt: string | undefined;
    };

/** Stands in a URL for the name of an extension. */
export const namePlace = '{name}';

export interface RemoteSubgraph {
  readonly name: SubgraphName;
  readonly url: string;
}

export interface Folders {
  /** Holds `<name>.wasm`. */
  readonly extensions: string;
  /** An extension's own folder is `<extensionData>/<name>`. */
  readonly extensionData: string;
  /** Holds the core's `forge.db`. */
  readonly coreDatabase: string;
  /** Admitted components. */
  readonly cache: string;
  /** Copies of the components' files, by content. */
  readonly store: string;
  /** Claims on names, the last supergraph. */
  readonly state: string;
}

export interface ExtensionSettings {
  readonly enabled: boolean;
  /** JSON text for the guest's `init`. */
  readonly customConfig: string | null;
  /** Those that are set, instead of the general ones. */
  readonly limits: SomeLimits;
  readonly permissions: PermissionSet;
  readonly grants: ExtensionGrants;
  /** Revision that may take from clients what it wants; `null`: none. */
  readonly acceptBreakingChange: string | null;
}

export const defaultExtensionSettings: ExtensionSettings = Object.freeze({
  enabled: true,
  customConfig: null,
  limits: Object.freeze({}),
  permissions: defaultGrants,
  grants: noGrants,
  acceptBreakingChange: null,
});
