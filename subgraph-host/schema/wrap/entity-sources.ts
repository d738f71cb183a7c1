import { Kind, print, type ObjectTypeDefinitionNode } from 'graphql';
import { keysOf } from '@forgepoint/common/schema/entity-fields.ts';
import { isRootType, type SubgraphDocument } from '@forgepoint/common/schema/subgraph-document.ts';
import type { EntitySource } from '../plan.ts';

/**
 * How the guest looks its own entities up, by type name. One that is missing can't be looked up: the guest
 * neither answers references nor has a root field `getX(id: ID!): X` or `x(id: ID!): X`.
 */
export function entitySources(
  document: SubgraphDocument,
  answered: 'every' | readonly string[],
): ReadonlyMap<string, EntitySource> {
  const sources = new Map<string, EntitySource>();
  for (const [name, node] of document.types) {
    const answersReferences = answered === 'every' || answered.includes(name);
    if (node.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      if (answersReferences && keysOf(node).length > 0)
        sources.set(name, { kind: 'reference', abstract: true });
    } else if (node.kind === Kind.OBJECT_TYPE_DEFINITION && !isRootType(name) && isEntity(node)) {
      const field = lookUpField(name, document);
      if (answersReferences) sources.set(name, { kind: 'reference', abstract: false });
      else if (field !== undefined) sources.set(name, { kind: 'root-field', field, argument: 'id' });
    }
  }
  return sources;
}

/** An own object type with a key, or with `id: ID!`, which then is its key. */
export function isEntity(node: ObjectTypeDefinitionNode): boolean {
  return keysOf(node).length > 0 || hasId(node);
}

function hasId({ fields = [] }: ObjectTypeDefinitionNode): boolean {
  return fields.some(
    ({ name, type, arguments: args = [] }) =>
      name.value === 'id' && print(type) === 'ID!' && args.length === 0,
  );
}

/** A root field that can find nothing, so its type has to be nullable. */
function lookUpField(typeName: string, { types }: SubgraphDocument): string | undefined {
  const query = types.get('Query');
  if (query?.kind !== Kind.OBJECT_TYPE_DEFINITION) return undefined;
  const names = new Set([`get${typeName}`, typeName.charAt(0).toLowerCase() + typeName.slice(1)]);
  const found = query.fields?.find(({ name, type, arguments: args = [] }) => {
    const [argument, ...others] = args;
    return (
      names.has(name.value) &&
      print(type) === typeName &&
      argument?.name.value === 'id' &&
      print(argument.type) === 'ID!' &&
      others.length === 0
    );
  });
  return found?.name.value;
}
