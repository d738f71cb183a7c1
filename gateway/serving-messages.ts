import type { WireError } from '@forgepoint/common/forge-error.ts';
import type { Readiness, SubgraphEndpoint } from './generation.ts';
import type { ServingFigures } from './observability/serving-counts.ts';
import type { UsedOperation } from './used-operation.ts';
import type { RequestLog } from './request-log.ts';
import type { RequestLimits } from './request-limits.ts';

/** What a serving process is started with. */
export interface ServingSettings {
  /** Descriptor of the bound socket that all serving processes share. */
  readonly listenFd: number;
  /** The address that it is bound to, as it was configured. */
  readonly host: string;
  /** Names that `Host` and `Origin` may have; `null`: no limit was set. */
  readonly allowedHosts: readonly string[] | null;
  /** Longest time one client request may take; whole milliseconds. */
  readonly requestTimeoutMs: number;
  /** Clients have to send it; `null`: none. */
  readonly apiToken: string | null;
  /** Clients can ask for the schema. */
  readonly introspection: boolean;
  readonly limits: RequestLimits;
  readonly logLevel: string;
  readonly requestLog: RequestLog;
}

/** A generation as it crosses to another process. */
export interface WireGeneration {
  readonly id: number;
  readonly supergraphSdl: string;
  readonly endpoints: readonly SubgraphEndpoint[];
}

/** From the control process to one that serves. `connection` carries a socket beside it. */
export type ToServing =
  | { readonly type: 'boot'; readonly settings: ServingSettings }
  /** Answered by `loaded` or `load-failed`. */
  | { readonly type: 'load'; readonly generation: WireGeneration }
  /** Connections are accepted from now on; answered by `accepting`. */
  | { readonly type: 'accept' }
  /** A client's connection of a predecessor; answered by `connection-taken`. */
  | { readonly type: 'connection'; readonly id: number }
  /** Nothing more is accepted; connections are handed over as they become idle, then the process ends. */
  | { readonly type: 'retire'; readonly graceMs: number }
  /** The successor has the connection of that id. */
  | { readonly type: 'connection-taken'; readonly id: number }
  /** Nothing more is accepted; what runs is finished, then the process ends. */
  | { readonly type: 'drain'; readonly graceMs: number }
  | { readonly type: 'readiness'; readonly id: number; readonly readiness: Readiness }
  /** Answered by `figures`. */
  | { readonly type: 'figures'; readonly id: number };

/** From a process that serves to the control process. `connection` carries a socket beside it. */
export type FromServing =
  /** Its code is loaded. */
  | { readonly type: 'booted' }
  | { readonly type: 'loaded'; readonly generation: number }
  | { readonly type: 'load-failed'; readonly generation: number; readonly error: WireError }
  | { readonly type: 'accepting' }
  | { readonly type: 'connection'; readonly id: number }
  | { readonly type: 'connection-taken'; readonly id: number }
  | { readonly type: 'used'; readonly operation: UsedOperation }
  /** Asks for what `/readyz` shows; answered by `readiness`. */
  | { readonly type: 'readiness'; readonly id: number }
  /** What it has done so far; without an id it is what it has come to in the end. */
  | { readonly type: 'figures'; readonly id: number | null; readonly figures: ServingFigures };
