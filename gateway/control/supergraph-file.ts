import { readFileSync } from 'node:fs';
import { Kind, parse } from 'graphql';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import type { SubgraphEndpoint } from '../generation.ts';
import { readinessOf, type SubgraphStatus } from './readiness.ts';
import type { Publish, RunningGraph } from './running-graph.ts';

/** Serves a supergraph file. */
export function supergraphFile(file: string, internalToken: string | null, publish: Publish): RunningGraph {
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
