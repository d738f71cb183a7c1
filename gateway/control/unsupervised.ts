import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Kind, parse } from 'graphql';
import { request } from 'undici';
import { internalTokenHeader } from '@forgepoint/common/context-envelope.ts';
import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import { ForgeError, messageOf, type WireError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { Config, RemoteSubgraph } from '../config/config.ts';
import type { Generation, Readiness, SubgraphEndpoint } from '../generation.ts';
import { GraphState, type KnownSubgraph } from './graph-state.ts';
import { readinessOf, type SubgraphStatus } from './readiness.ts';
import { noteWaiting } from './waiting.ts';

type Publish = (generation: Generation) => Promise<void>;

const retryMs = 500;
const fetchTimeoutMs = 5_000;

/** A graph whose processes somebody else runs. */
export interface RemoteGraph {
  readiness(): Readiness;
  /** Resolves when the first generation is served. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Serves a supergraph file. */
export function supergraphFile(file: string, internalToken: string | null, publish: Publish): RemoteGraph {
  const statuses = new Map<string, SubgraphStatus>();
  let serving = false;
  return {
    readiness: () => readinessOf(serving, statuses, new Map()),
    start: async () => {
      const supergraphSdl = readSupergraph(file);
      const endpoints = endpointsIn(supergraphSdl, file, internalToken);
      for (const name of endpoints.keys()) statuses.set(name, { phase: 'remote' });
      await publish({ id: 1, supergraphSdl, endpoints });
      serving = true;
    },
    stop: () => Promise.resolve(),
  };
}

/** Composes and serves subgraphs by their URLs, each from when it first answers. */
export function remoteSubgraphs(
  config: Config,
  subgraphs: readonly RemoteSubgraph[],
  publish: Publish,
  logger: Logger,
): RemoteGraph {
  const graph = new GraphState(config, publish, logger);
  const statuses = new Map<string, SubgraphStatus>(
    subgraphs.map(({ name }) => [name, { phase: 'admitting' }]),
  );
  const waiting = new Map<string, WireError>();
  let serving = false;
  const stopping = new AbortController();
  return {
    readiness: () => readinessOf(serving, statuses, waiting),
    start: async () => {
      const known = await Promise.all(
        subgraphs.map(async ({ name, url }) => {
          const sdl = await fetchSdl(name, url, config.internalToken, stopping.signal, logger);
          const endpoint: SubgraphEndpoint = {
            name,
            target: { kind: 'url', url },
            internalToken: config.internalToken,
          };
          return { name, subgraph: { sdl, endpoint } satisfies KnownSubgraph };
        }),
      );
      const core = known.find(({ name }) => name === coreSubgraph);
      const others = known.filter((one) => one !== core).map(({ subgraph }) => subgraph);
      const leftOut =
        core === undefined
          ? await graph.updateWithoutCore(others)
          : await graph.update(core.subgraph, others);
      for (const { name } of known) statuses.set(name, { phase: 'remote' });
      noteWaiting(waiting, leftOut, logger);
      for (const { name, state, error } of leftOut) {
        if (state === 'waiting') continue;
        statuses.set(name, { phase: 'refused', error });
        logger.error(
          { subgraph: name, extension: name, code: error.code, reason: ForgeError.fromWire(error).message },
          'an extension is refused',
        );
      }
      serving = true;
    },
    stop: () => {
      stopping.abort();
      graph.stop();
      return Promise.resolve();
    },
  };
}

/** Asks until the subgraph answers: it may start later than this. */
async function fetchSdl(
  name: string,
  url: string,
  token: string | null,
  stopping: AbortSignal,
  logger: Logger,
): Promise<string> {
  for (;;) {
    try {
      const { body } = await request(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token === null ? {} : { [internalTokenHeader]: token }),
        },
        body: JSON.stringify({ query: '{ _service { sdl } }' }),
        signal: AbortSignal.any([stopping, AbortSignal.timeout(fetchTimeoutMs)]),
      });
      const answer = (await body.json()) as {
        data?: { _service?: { sdl?: unknown } };
        errors?: readonly { message: string }[];
      };
      const sdl = answer.data?._service?.sdl;
      if (typeof sdl === 'string') return sdl;
      throw new Error(answer.errors?.[0]?.message ?? 'it gives no SDL');
    } catch (error) {
      if (stopping.aborted) throw error;
      logger.warn({ subgraph: name, url, reason: messageOf(error) }, 'a subgraph does not give its SDL yet');
      await pause(retryMs, undefined, { signal: stopping });
    }
  }
}

function readSupergraph(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ForgeError('CONFIG_INVALID', `The supergraph "${file}" cannot be read: ${messageOf(error)}.`, {
      remedy: 'Name the file of a composed supergraph by --supergraph.',
      cause: error,
    });
  }
}

/** Where subgraphs answer stands in `enum join__Graph { CORE @join__graph(name: "core", url: "…") }`. */
function endpointsIn(
  sdl: string,
  file: string,
  internalToken: string | null,
): ReadonlyMap<string, SubgraphEndpoint> {
  const endpoints = new Map<string, SubgraphEndpoint>();
  try {
    for (const node of parse(sdl).definitions) {
      if (node.kind !== Kind.ENUM_TYPE_DEFINITION || node.name.value !== 'join__Graph') continue;
      for (const { directives = [] } of node.values ?? []) {
        const args = Object.fromEntries(
          directives.flatMap((directive) =>
            (directive.arguments ?? []).map(({ name, value }) => [
              name.value,
              value.kind === Kind.STRING ? value.value : '',
            ]),
          ),
        ) as Record<string, string>;
        const { name, url } = args;
        if (name !== undefined && url !== undefined)
          endpoints.set(name, { name, target: { kind: 'url', url }, internalToken });
      }
    }
  } catch (error) {
    throw new ForgeError('CONFIG_INVALID', `The supergraph "${file}" is not valid: ${messageOf(error)}.`, {
      cause: error,
    });
  }
  if (endpoints.size > 0) return endpoints;
  throw new ForgeError('CONFIG_INVALID', `The supergraph "${file}" names no subgraphs.`, {
    remedy: 'Name the file of a composed supergraph by --supergraph.',
  });
}
