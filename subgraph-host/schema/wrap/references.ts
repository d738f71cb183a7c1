import { Kind, type ObjectTypeDefinitionNode, type ObjectTypeExtensionNode } from 'graphql';
import { keysOf } from '@forgepoint/common/schema/entity-fields.ts';
import type { SubgraphDocument } from '@forgepoint/common/schema/subgraph-document.ts';

/**
 * `type User @key(fields: "email", resolvable: false) { email: ID! }` is how authors refer to an entity that
 * another subgraph owns: it becomes an extension, which claims nothing.
 */
export function withoutReferences(document: SubgraphDocument): SubgraphDocument {
  const types = new Map(document.types);
  const foreign = new Map(document.foreign);
  for (const [name, node] of document.types) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION || !isReference(node)) continue;
    types.delete(name);
    foreign.set(name, asExtension(node));
  }
  return { ...document, types, foreign };
}

function isReference(node: ObjectTypeDefinitionNode): boolean {
  const { directives = [], interfaces = [], fields = [] } = node;
  const keys = keysOf(node);
  const keyFields = new Set(keys.flatMap(({ names }) => names));
  return (
    keys.length > 0 &&
    keys.length === directives.length &&
    keys.every(({ resolvable }) => !resolvable) &&
    interfaces.length === 0 &&
    fields.every(({ name, directives: onField = [] }) => keyFields.has(name.value) && onField.length === 0)
  );
}

function asExtension({ description: _, ...node }: ObjectTypeDefinitionNode): ObjectTypeExtensionNode {
  return { ...node, kind: Kind.OBJECT_TYPE_EXTENSION };
}
