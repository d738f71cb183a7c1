import { createDrainableServer } from '@forgepoint/common/http/drainable-server.ts';
import { listen } from '@forgepoint/common/http/listen.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { Generation, Readiness } from '../generation.ts';
import { GenerationStore } from '../graph/generation-store.ts';
import { createRoutes } from '../http/routes.ts';

export interface DataPlaneOptions {
  readonly host: string;
  /** 0 for any. */
  readonly port: number;
  /** Names that `Host` and `Origin` may have; `null`: no limit was set. */
  readonly allowedHosts: ReadonlySet<string> | null;
  /** Longest time one client request may take; whole milliseconds. */
  readonly requestTimeoutMs: number;
  readonly maxBodyBytes: number;
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

/** Heads and bodies that never come to an end must not hold connections. */
const headersTimeoutMs = 15_000;
const bodyTimeoutMs = 60_000;

/** @throws ForgeError PORT_UNAVAILABLE */
export async function startDataPlane(options: DataPlaneOptions): Promise<DataPlane> {
  const { host, logger, requestTimeoutMs } = options;
  const generations = new GenerationStore(logger, requestTimeoutMs + 5_000);
  const routes = createRoutes({ ...options, generations });
  const server = createDrainableServer(routes, (error) => logger.error({ err: error }, 'a request failed'));
  server.http.headersTimeout = headersTimeoutMs;
  server.http.requestTimeout = bodyTimeoutMs;
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
