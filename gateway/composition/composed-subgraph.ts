import { printSubgraph } from '@forgepoint/common/schema/print-subgraph.ts';
import { withoutDescriptions } from '@forgepoint/common/schema/type-nodes.ts';
import type { Candidate } from './candidate.ts';
import type { ComposedSubgraph } from './compose.ts';
import type { Registry } from './registry.ts';

/** What goes into composition: printed from what was checked. A type that others own is described by them alone. */
export function composedSubgraph(registry: Registry, { name, url, document }: Candidate): ComposedSubgraph {
  const types = [...document.types].map(([type, node]) => {
    const owner = registry.ownerOfType(type);
    return [type, owner === undefined || owner === name ? node : withoutDescriptions(node)] as const;
  });
  return { name, url, sdl: printSubgraph({ ...document, types: new Map(types) }) };
}
