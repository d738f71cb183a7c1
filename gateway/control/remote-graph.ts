import type { Logger } from '@forgepoint/common/logging.ts';
import { namePlace, type Config, type GraphSource } from '../config/config.ts';
import { makeExtensionsFolder, scanExtensions } from '../extensions/scan.ts';
import type { GraphObserver } from '../observability/graph-observer.ts';
import { RemoteSubgraphs } from './remote-subgraphs.ts';
import type { Publish, RunningGraph } from './running-graph.ts';

/** Which subgraphs there are: those that are named, and one for each file of the extensions folder. */
export function remoteGraph(
  config: Config,
  source: Extract<GraphSource, { kind: 'subgraphs' }>,
  publish: Publish,
  observer: GraphObserver,
  logger: Logger,
): RunningGraph {
  const { subgraphs, extensionsAt } = source;
  if (extensionsAt !== undefined) makeExtensionsFolder(config.folders.extensions);
  const scan = extensionsAt === undefined ? undefined : scanExtensions(config.folders.extensions);
  const named = new Set(subgraphs.map(({ name }) => name));
  const found = (scan?.extensions ?? []).filter(
    ({ name }) => !named.has(name) && config.extensions.get(name)?.enabled !== false,
  );
  return new RemoteSubgraphs({
    subgraphs: [
      ...subgraphs,
      ...found.map(({ name }) => ({ name, url: (extensionsAt ?? '').replaceAll(namePlace, name) })),
    ],
    misnamed: scan?.refused ?? [],
    stateDir: config.folders.state,
    extensions: config.extensions,
    internalToken: config.internalToken,
    pollMs: config.subgraphPollMs,
    patienceMs: config.timeouts.startMs,
    publish,
    observer,
    logger,
  });
}
