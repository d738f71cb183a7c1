import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import type { ExtensionLimits } from '@forgepoint/common/extension-limits.ts';
import type { DatabaseLimits } from '@forgepoint/common/database-limits.ts';
import type { WireError } from '@forgepoint/common/forge-error.ts';
import type { Configuration } from '@forgepoint/common/permissions/configuration.ts';
import type { PermissionSet } from '@forgepoint/common/permissions/permission.ts';
import type { CallMode, CallOutcome, GuestCall, GuestInfo } from './guest-call.ts';

/** What the worker thread is started with. */
export interface WorkerSettings {
  readonly extension: string;
  readonly hostVersion: string;
  readonly abiVersion: string;
  /** Generated glue; the only file that the worker imports after it has dropped its permissions. */
  readonly gluePath: string;
  /** Compiled core modules by the file name that the glue asks for. */
  readonly modules: ReadonlyMap<string, WebAssembly.Module>;
  readonly databaseFile: string;
  readonly durable: boolean;
  readonly databaseLimits: DatabaseLimits;
  readonly configuration: Configuration;
  readonly permissions: PermissionSet;
  readonly limits: ExtensionLimits;
  /** By how much the memories of an instance may grow together; pages of 64 KiB. */
  readonly growPages: number;
  /** Longest JSON text that one call may return, UTF-16 units. */
  readonly maxResultLength: number;
  /** JavaScript for a component that runs what its environment holds, as `forge dev` builds one; `null`: none. */
  readonly liveSource: string | null;
  /**
   * Another version of the extension runs on the same database: `init` waits for `begin`, and is only rehearsed; what
   * it writes is stored when `commit` runs it once more.
   */
  readonly replaces: boolean;
  /** @see Progress */
  readonly progress: SharedArrayBuffer;
  /** @see StatementCounts */
  readonly statementCounts: SharedArrayBuffer;
}

export interface Batch {
  /** 1 to 2^31 − 1. */
  readonly id: number;
  readonly mode: CallMode;
  /** One call when the mode is `write`. */
  readonly calls: readonly GuestCall[];
  /** The calls must not be given to the guest together. */
  readonly apart: boolean;
}

export type ToWorker =
  | { readonly type: 'begin' }
  /** Answered by `committed` or `lost`. */
  | { readonly type: 'commit' }
  | { readonly type: 'batch'; readonly batch: Batch }
  | { readonly type: 'shutdown' };

export type GuestLogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

export interface GuestLogLine {
  readonly level: GuestLogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
  /** Of the request that was being answered. */
  readonly requestId: string | undefined;
}

export type FromWorker =
  /** All is done that can be without the database's content. */
  | { readonly type: 'prepared' }
  /** @property isUncommitted `init` has something to write, for which it waits for `commit` */
  | {
      readonly type: 'loaded';
      readonly info: GuestInfo;
      readonly sdl: string;
      readonly isUncommitted: boolean;
    }
  | { readonly type: 'committed' }
  /** The guest cannot be started, or not again after it was discarded: the thread is of no more use. */
  | { readonly type: 'lost'; readonly error: WireError }
  | { readonly type: 'done'; readonly id: number; readonly outcomes: readonly CallOutcome[] }
  | ({ readonly type: 'log' } & GuestLogLine)
  | {
      readonly type: 'instance-discarded';
      readonly code: ErrorCode;
      readonly cause: string;
      /** Of the request that was being answered. */
      readonly requestId: string | undefined;
    }
  | { readonly type: 'shut-down' };
