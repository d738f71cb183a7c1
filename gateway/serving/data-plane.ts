import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { timeoutsOf, type ClientPatience } from '@forgepoint/common/http/client-patience.ts';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { Generation, Readiness } from '../generation.ts';
import type { RequestLog } from '../request-log.ts';
import type { RequestLimits } from '../request-limits.ts';
import { createDocumentGate } from '../graph/document-gate.ts';
import { loadGeneration, type LoadedGeneration } from '../graph/loaded-generation.ts';
import type { ServingCounts } from '../observability/serving-counts.ts';
import type { UsedOperation } from '../used-operation.ts';
import { createRoutes } from '../http/routes.ts';
import { Connections, type HandOver } from './connections.ts';

export interface DataPlaneOptions {
  /** The address that is bound, as it was configured. */
  readonly host: string;
  /** Names that `Host` and `Origin` may have; `null`: no limit was set. */
  readonly allowedHosts: ReadonlySet<string> | null;
  /** Longest time one client request may take; whole milliseconds. */
  readonly requestTimeoutMs: number;
  /** Clients have to send it; `null`: none. */
  readonly apiToken: string | null;
  readonly introspection: boolean;
  readonly limits: RequestLimits;
  /** With slow clients; the usual one when it is left out. */
  readonly patience?: ClientPatience;
  readonly counts: ServingCounts;
  readonly requestLog: RequestLog;
  readonly logger: Logger;
  readonly readiness: () => Promise<Readiness>;
  /** A client has sent an operation, perhaps again. */
  readonly onUsed: (operation: UsedOperation) => void;
}

/** What serves clients, with one generation for its whole life. */
export interface DataPlane {
  /** To be called once. @throws ForgeError COMPOSITION_FAILED */
  load(generation: Generation): Promise<void>;
  /** Accepts connections on a bound socket. */
  accept(fd: number): Promise<void>;
  /** Takes over an idle connection of another process. */
  adopt(socket: Socket): void;
  /** Accepts nothing more and gives connections away as they become idle; the rest ends after `graceMs`. */
  retire(handOver: HandOver, graceMs: number): Promise<void>;
  /** Accepts nothing more, lets running requests finish for `graceMs`, and stops. */
  drain(graceMs: number): Promise<void>;
}

/** Longer than clients and proxies keep theirs, so that they close first and no request meets a closing one. */
const keepAliveTimeoutMs = 75_000;
/** Connections that the kernel keeps waiting while no process accepts. */
const backlog = 511;

/** Where subgraphs answer is nobody's business; composing against the rest needs it not. */
function withoutAddresses(supergraphSdl: string): string {
  return supergraphSdl.replace(/(@join__graph\(name: "[^"]*", url: )"(?:[^"\\]|\\.)*"/g, '$1""');
}

export function createDataPlane(options: DataPlaneOptions): DataPlane {
  const { logger, introspection, limits, onUsed, counts } = options;
  const { maxTokens, maxBodyBytes } = limits;
  let loaded: LoadedGeneration | undefined;
  let supergraph: string | undefined;
  const gate = createDocumentGate(limits);
  const routes = createRoutes({
    ...options,
    maxBodyBytes,
    gate,
    generation: () => loaded,
    supergraph: () => supergraph,
  });
  const http = createServer(timeoutsOf(options.patience), (request, response) => {
    connections.began(request.socket, response);
    routes(request, response).catch((error: unknown) => {
      logger.error({ err: error }, 'a request failed');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  http.maxConnections = limits.maxConnections;
  http.keepAliveTimeout = keepAliveTimeoutMs;
  const connections = new Connections(http);
  const end = async (left: Promise<number>): Promise<void> => {
    const cut = await left;
    if (cut > 0) logger.warn({ connections: cut }, 'connections were cut: they were busy for too long');
    await loaded?.stop();
  };
  return {
    load: async (generation) => {
      try {
        loaded = await loadGeneration(generation, { maxTokens, introspection, onUsed, counts }, logger);
        if (introspection) supergraph = withoutAddresses(generation.supergraphSdl);
      } catch (error) {
        throw new ForgeError('COMPOSITION_FAILED', `The supergraph cannot be loaded: ${messageOf(error)}.`, {
          cause: error,
        });
      }
    },
    accept: async (fd) => {
      http.listen({ fd, backlog });
      await once(http, 'listening');
    },
    adopt: (socket) => connections.adopt(socket),
    retire: async (handOver, graceMs) => {
      await end(connections.retire(handOver, graceMs));
    },
    drain: async (graceMs) => {
      await end(connections.drain(graceMs));
    },
  };
}
