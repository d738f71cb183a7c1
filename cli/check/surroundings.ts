import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import { ForgeError, systemReason, type WireError } from '@forgepoint/common/forge-error.ts';
import { schema as coreSchema } from '@forgepoint/core-subgraph/graph/schema.ts';
import type { ExtensionSubgraph, Subgraph } from '@forgepoint/gateway/composition/candidate.ts';
import { readClaims } from '@forgepoint/gateway/composition/claims-file.ts';
import { noClaims, type Claims } from '@forgepoint/gateway/composition/claims.ts';
import type { Config } from '@forgepoint/gateway/config/config.ts';
import { scanExtensions } from '@forgepoint/gateway/extensions/scan.ts';
import { lookAt } from '../extension/look-at.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { fetchSupergraph } from './fetch-supergraph.ts';
import { subgraphOf } from './subgraph-of.ts';
import { subgraphsIn } from './subgraphs-in.ts';

/** The graph that an extension is to become part of. */
export interface Surroundings {
  readonly core: Subgraph;
  readonly extensions: readonly ExtensionSubgraph[];
  readonly claims: Claims;
  /** Extensions that are there and can't be served, whatever is checked. */
  readonly broken: readonly WireError[];
}

const core: Subgraph = { name: coreSubgraph, sdl: coreSchema, url: 'http://core.subgraph/graphql' };

/** The core alone. */
export const coreAlone: Surroundings = { core, extensions: [], claims: noClaims, broken: [] };

export interface SurroundingsRequest {
  /** URL of a gateway, file of a supergraph, or folder of extensions. */
  readonly against: string;
  readonly cwd: string;
  readonly config: Config;
  /** The gateway wants it; `undefined`: none. */
  readonly apiToken: string | undefined;
  readonly terminal: Terminal;
}

/** @throws ForgeError COMMAND_INVALID when there is no graph to be found there */
export async function surroundingsAt(request: SurroundingsRequest): Promise<Surroundings> {
  const { against, cwd, terminal, apiToken } = request;
  if (/^https?:\/\//.test(against)) {
    terminal.step(`Asking ${against} for its supergraph`);
    const sdl = await fetchSupergraph(against, apiToken);
    terminal.done();
    return inSupergraph(sdl, against);
  }
  const path = resolve(cwd, against);
  return isFolder(path) ? inFolder(path, request) : inSupergraph(readText(path), path);
}

/** Which claims there are is not written in it: whoever is part of it was there before. */
function inSupergraph(sdl: string, place: string): Surroundings {
  const { core: own = core, extensions } = subgraphsIn(sdl, place);
  return { core: own, extensions, claims: noClaims, broken: [] };
}

async function inFolder(folder: string, { config, terminal }: SurroundingsRequest): Promise<Surroundings> {
  const extensions: ExtensionSubgraph[] = [];
  const broken: WireError[] = [];
  for (const { name, file } of scanExtensions(folder).extensions) {
    if (config.extensions.get(name)?.enabled === false) continue;
    const look = await lookAt(file, config, terminal);
    if (look.kind === 'refused') broken.push(look.error);
    else {
      const subgraph = subgraphOf(look, config);
      if (subgraph !== undefined) extensions.push(subgraph);
    }
  }
  // A gateway that runs on this folder has written down who came first.
  const claims =
    folder === config.folders.extensions ? readClaims(join(config.folders.state, 'claims.json')) : noClaims;
  return { core, extensions, claims, broken };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw unreadable(path, error);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): ForgeError {
  return new ForgeError('COMMAND_INVALID', `"${path}" cannot be read: ${systemReason(error)}.`, {
    remedy: 'Give --against the URL of a gateway, the file of a supergraph, or a folder of components.',
    cause: error,
  });
}
