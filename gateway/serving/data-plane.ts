import { createDrainableServer, type ClientPatience } from '@forgepoint/common/http/drainable-server.ts';
import { listen } from '@forgepoint/common/http/listen.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { Generation, Readiness } from '../generation.ts';
import { createDocumentGate } from '../graph/document-gate.ts';
import type { DocumentLimits } from '../graph/document-limits.ts';
import { GenerationStore } from '../graph/generation-store.ts';
import { createRoutes } from '../http/routes.ts';

export interface DataPlaneOptions {
  readonly host: string;
  /** 0 for any. */
  readonly port: number;
  /** Longest time one client request may take; whole milliseconds. */
  readonly requestTimeoutMs: number;
  /** Clients have to send it; `null`: none. */
  readonly apiToken: string | null;
  readonly introspection: boolean;
  readonly limits: DocumentLimits & { readonly maxConnections: number; readonly maxBodyBytes: number };
  /** With slow clients; the usual one when it is left out. */
  readonly patience?: ClientPatience;
  readonly logger: Logger;
  readonly readiness: () => Readiness;
}

/** What serves clients. All it is told is a generation at a time. */
export interface DataPlane {
  readonly address: { readonly host: string; readonly port: number };
  /** @throws ForgeError COMPOSITION_FAILED when it can't be loaded; what was served goes on */
  serve(generation: Generation): Promise<void>;
  /** Accepts nothing more, lets running requests finish for `graceMs`, and stops. */
  drain(graceMs: number): Promise<void>;
}

/** @throws ForgeError PORT_UNAVAILABLE */
export async function startDataPlane(options: DataPlaneOptions): Promise<DataPlane> {
  const { host, logger, requestTimeoutMs, introspection, limits } = options;
  const { maxBodyBytes, maxConnections, maxTokens } = limits;
  const generations = new GenerationStore({ maxTokens, introspection }, logger, requestTimeoutMs + 5_000);
  const gate = createDocumentGate(limits);
  const routes = createRoutes({ ...options, maxBodyBytes, gate, generations });
  const server = createDrainableServer(
    routes,
    (error) => logger.error({ err: error }, 'a request failed'),
    options.patience,
  );
  server.http.maxConnections = maxConnections;
  const { port } = await listen(server.http, host, options.port);
  return {
    address: { host, port },
    serve: (generation) => generations.serve(generation),
    drain: async (graceMs) => {
      await server.drain(graceMs);
      await generations.close();
    },
  };
}
