import type { DatabaseLimits } from '@forgepoint/common/database-limits.ts';
import type { ExtensionDatabase } from '../storage/extension-database.ts';
import type { CallState } from './call-state.ts';
import type { GuestEnvironment } from './wasi/cli.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** What a guest says beside the message of a log line. */
export type LogFields = Readonly<Record<string, unknown>>;

/** What host functions are made of; clocks and randomness can be virtual. */
export interface HostParts {
  readonly database: ExtensionDatabase;
  readonly databaseLimits: DatabaseLimits;
  readonly call: CallState;
  readonly log: (level: LogLevel, message: string, fields?: LogFields) => void;
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds, for the host's own accounts: the guest's clock may stand still. */
  readonly now: () => number;
  readonly charge: Charge;
  /** Empty when left out, as it is for every component but that of `forge dev`. */
  readonly environment?: GuestEnvironment;
}

/** Takes fuel from the guest for what the host does for it. @param units of at least 0 */
export type Charge = (units: number) => void;

export interface Clock {
  /** Since 1970-01-01T00:00Z; milliseconds. */
  nowMs(): number;
  /** Since an arbitrary moment, never backwards; nanoseconds. */
  monotonicNs(): bigint;
}

/** @param bytes how many */
export type Random = (bytes: number) => Uint8Array;
