import {
  Kind,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeDefinitionNode,
} from 'graphql';
import { addedFields } from './entity-fields.ts';
import { isBuiltInScalar, isRootType, type SubgraphDocument } from './subgraph-document.ts';
import { namedType, toNullable } from './type-nodes.ts';

type WithFields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | ObjectTypeExtensionNode;

/**
 * Wherever an answer crosses from one subgraph into another it can be null, at every list level: root fields,
 * fields added to another's entity, fields that return or may return another's entity, and the interface fields
 * that these implement. So a dead subgraph or a dangling reference nulls just that place.
 */
export function withNullableBoundary(document: SubgraphDocument): SubgraphDocument {
  const crossing = crossingFields(document);
  const relax = <Node extends WithFields>(node: Node): Node => ({
    ...node,
    fields: (node.fields ?? []).map((field) =>
      crossing.has(coordinate(node, field)) ? { ...field, type: toNullable(field.type) } : field,
    ),
  });
  return {
    ...document,
    types: new Map([...document.types].map(([name, node]) => [name, hasFields(node) ? relax(node) : node])),
    foreign: new Map([...document.foreign].map(([name, node]) => [name, relax(node)])),
  };
}

function crossingFields({ types, foreign }: SubgraphDocument): ReadonlySet<string> {
  const own = [...types.values()].filter(hasFields);
  const implementing = [...own, ...foreign.values()];
  const crosses = crossingTypes(types, implementing);
  const found = new Set<string>();
  for (const node of own) {
    for (const field of node.fields ?? []) {
      if (isRootType(node.name.value) || crosses(namedType(field.type))) found.add(coordinate(node, field));
    }
  }
  for (const node of foreign.values()) {
    for (const field of addedFields(node)) found.add(coordinate(node, field));
  }
  // An interface promises no more than those that implement it, and these may be interfaces.
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const node of implementing) {
      for (const field of node.fields ?? []) {
        if (!found.has(coordinate(node, field))) continue;
        for (const { name } of node.interfaces ?? []) found.add(`${name.value}.${field.name.value}`);
      }
    }
  }
  return found;
}

/** Whether a value of a type can be another's entity: it is one, or is abstract and has one among its types. */
function crossingTypes(
  types: ReadonlyMap<string, TypeDefinitionNode>,
  implementing: readonly WithFields[],
): (name: string) => boolean {
  const isForeign = (name: string): boolean => !types.has(name) && !isBuiltInScalar(name);
  const withForeignMembers = new Set(
    implementing
      .filter((node) => isForeign(node.name.value))
      .flatMap(({ interfaces = [] }) => interfaces.map(({ name }) => name.value)),
  );
  return (name) => {
    const node = types.get(name);
    switch (node?.kind) {
      case undefined:
        return isForeign(name);
      case Kind.UNION_TYPE_DEFINITION:
        return (node.types ?? []).some((member) => isForeign(member.name.value));
      case Kind.INTERFACE_TYPE_DEFINITION:
        return withForeignMembers.has(name);
      default:
        return isRootType(name);
    }
  };
}

function hasFields(node: TypeDefinitionNode): node is ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

function coordinate(node: WithFields, field: FieldDefinitionNode): string {
  return `${node.name.value}.${field.name.value}`;
}
