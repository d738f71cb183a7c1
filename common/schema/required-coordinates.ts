import { Kind, type SelectionSetNode } from 'graphql';
import { isExternal, keyFieldsOf } from './entity-fields.ts';
import { repositoryRecord, repositoryType } from './repository-record.ts';
import type { SubgraphDocument } from './subgraph-document.ts';
import { namedType } from './type-nodes.ts';

/**
 * Coordinates `Type.field` of others that a field set on a type reads. Keys aren't counted: a stub has those
 * anyway. What it names and the SDL doesn't have is left to the check of the whole.
 */
export type FindForeignCoordinates = (typeName: string, fieldSet: SelectionSetNode) => readonly string[];

interface KnownField {
  readonly type: string;
  readonly foreign: boolean;
}

/** Looks every type up once, however many field sets there are. */
export function foreignCoordinatesIn(document: SubgraphDocument): FindForeignCoordinates {
  const types = new Map<string, ReadonlyMap<string, KnownField>>();
  const fieldsOf = (typeName: string): ReadonlyMap<string, KnownField> => {
    const known = types.get(typeName) ?? readFields(document, typeName);
    types.set(typeName, known);
    return known;
  };
  const find: FindForeignCoordinates = (typeName, { selections }) =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return find(selection.typeCondition?.name.value ?? typeName, selection.selectionSet);
      }
      const name = selection.name.value;
      const field = fieldsOf(typeName).get(name);
      if (field === undefined) return [];
      const inner = selection.selectionSet === undefined ? [] : find(field.type, selection.selectionSet);
      return field.foreign ? [`${typeName}.${name}`, ...inner] : inner;
    });
  return find;
}

function readFields({ types, foreign }: SubgraphDocument, typeName: string): ReadonlyMap<string, KnownField> {
  const fields = new Map<string, KnownField>();
  if (typeName === repositoryType) {
    // The host adds what the guest is told about a repository; an author need not declare it.
    for (const [name, type] of Object.entries(repositoryRecord)) {
      fields.set(name, { type: type.replace('!', ''), foreign: true });
    }
  }
  const stub = foreign.get(typeName);
  const keys = stub === undefined ? new Set<string>() : keyFieldsOf(stub);
  const node = types.get(typeName) ?? stub;
  switch (node?.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
      for (const field of node.fields ?? []) {
        const name = field.name.value;
        fields.set(name, { type: namedType(field.type), foreign: isExternal(field) && !keys.has(name) });
      }
      break;
    default:
  }
  return fields;
}
