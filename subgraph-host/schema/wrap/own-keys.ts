import { Kind, type ConstDirectiveNode, type TypeDefinitionNode } from 'graphql';
import { keysOf } from '@forgepoint/common/schema/entity-fields.ts';
import { directiveNode } from '@forgepoint/common/schema/nodes.ts';
import { isRootType, type SubgraphDocument } from '@forgepoint/common/schema/subgraph-document.ts';
import type { EntitySource } from '../plan.ts';
import { isEntity } from './entity-sources.ts';

/**
 * Gives own types what federation wants to know: an entity a key, resolvable only when the guest can look it up
 * by that key; a value type `@shareable`.
 */
export function withKeys(
  document: SubgraphDocument,
  sources: ReadonlyMap<string, EntitySource>,
): SubgraphDocument {
  const types = new Map<string, TypeDefinitionNode>();
  for (const [name, node] of document.types) {
    if (node.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      types.set(name, { ...node, directives: resolvableKeys(node, sources.get(name)) });
    } else if (node.kind !== Kind.OBJECT_TYPE_DEFINITION || isRootType(name)) {
      types.set(name, node);
    } else if (!isEntity(node)) {
      types.set(name, { ...node, directives: [...others(node, 'shareable'), directiveNode('shareable')] });
    } else if (keysOf(node).length === 0) {
      const key = keyNode('id', sources.has(name));
      types.set(name, { ...node, directives: [...(node.directives ?? []), key] });
    } else {
      types.set(name, { ...node, directives: resolvableKeys(node, sources.get(name)) });
    }
  }
  return { ...document, types };
}

type WithDirectives = Parameters<typeof keysOf>[0];

/** The author's own keys; a look-up by a root field serves the key `id` alone. */
function resolvableKeys(
  node: WithDirectives,
  source: EntitySource | undefined,
): readonly ConstDirectiveNode[] {
  const keys = keysOf(node).map(({ directive, fields, resolvable }): ConstDirectiveNode => {
    const served = source?.kind === 'reference' || (source?.kind === 'root-field' && fields === 'id');
    const key = keyNode(fields, served && resolvable);
    return directive.loc === undefined ? key : { ...key, loc: directive.loc };
  });
  return [...others(node, 'key'), ...keys];
}

function others({ directives = [] }: WithDirectives, name: string): readonly ConstDirectiveNode[] {
  return directives.filter((directive) => directive.name.value !== name);
}

function keyNode(fields: string, resolvable: boolean): ConstDirectiveNode {
  return directiveNode('key', resolvable ? { fields } : { fields, resolvable });
}
