import { noGrants } from '@forgepoint/common/extension-grants.ts';
import type { ExtensionSubgraph } from '@forgepoint/gateway/composition/candidate.ts';
import type { Config } from '@forgepoint/gateway/config/config.ts';
import type { Looked } from '../extension/look-at.ts';

/** What a gateway would compose of an extension; `undefined` when its SDL is refused. */
export function subgraphOf(
  { extension, described: { wrapped } }: Looked,
  config: Config,
): ExtensionSubgraph | undefined {
  if (wrapped.kind === 'refused') return undefined;
  return {
    name: extension,
    sdl: wrapped.sdl,
    url: `http://${extension}.subgraph/graphql`,
    grants: config.extensions.get(extension)?.grants ?? noGrants,
  };
}
