import { Kind, type FieldDefinitionNode, type SelectionSetNode } from 'graphql';
import { isExternal, keyFieldsOf } from './entity-fields.ts';
import { repositoryRecord, repositoryType, type RepositoryField } from './repository-record.ts';
import type { SubgraphDocument } from './subgraph-document.ts';
import { namedType } from './type-nodes.ts';

/**
 * Coordinates `Type.field` of others that a field set reads, keys not counted: a stub has those anyway. What it
 * names and the SDL doesn't have is left to the check of the whole.
 */
export function foreignCoordinates(
  document: SubgraphDocument,
  typeName: string,
  { selections }: SelectionSetNode,
): readonly string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const on = selection.typeCondition?.name.value ?? typeName;
      return foreignCoordinates(document, on, selection.selectionSet);
    }
    const name = selection.name.value;
    const field = fieldOf(document, typeName, name);
    const type = field === undefined ? recordType(typeName, name) : namedType(field.type);
    const inner =
      type === undefined || selection.selectionSet === undefined
        ? []
        : foreignCoordinates(document, type, selection.selectionSet);
    const own = field === undefined ? type === undefined : isOwn(document, typeName, field);
    return own ? inner : [`${typeName}.${name}`, ...inner];
  });
}

function fieldOf(
  { types, foreign }: SubgraphDocument,
  typeName: string,
  name: string,
): FieldDefinitionNode | undefined {
  const node = types.get(typeName) ?? foreign.get(typeName);
  switch (node?.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
      return node.fields?.find((field) => field.name.value === name);
    default:
      return undefined;
  }
}

/** The host adds what the guest is told about a repository; an author need not declare it. */
function recordType(typeName: string, name: string): string | undefined {
  return typeName === repositoryType && Object.hasOwn(repositoryRecord, name)
    ? repositoryRecord[name as RepositoryField].replace('!', '')
    : undefined;
}

function isOwn({ foreign }: SubgraphDocument, typeName: string, field: FieldDefinitionNode): boolean {
  if (!isExternal(field)) return true;
  const stub = foreign.get(typeName);
  return stub !== undefined && keyFieldsOf(stub).has(field.name.value);
}
