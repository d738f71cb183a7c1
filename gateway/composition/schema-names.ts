import {
  Kind,
  print,
  type FieldDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeDefinitionNode,
} from 'graphql';
import { textArgument } from '@forgepoint/common/schema/directive-arguments.ts';
import { addedFields, isExternal, keyFieldsOf, keysOf } from '@forgepoint/common/schema/entity-fields.ts';
import { isRootType, type SubgraphDocument } from '@forgepoint/common/schema/subgraph-document.ts';
import { kindWord } from '@forgepoint/common/schema/type-nodes.ts';
import { formOf } from './type-form.ts';

/** What is remembered of a type, also while its owner is away; plain JSON. */
export type TypeShape =
  /** Others can refer to it by one of its keys and add fields to it. */
  | {
      readonly kind: 'entity';
      readonly word: string;
      /** Field sets, each in one form for all that are equal. */
      readonly keys: readonly string[];
      /** Type by name of its own fields. */
      readonly fields: Readonly<Record<string, string>>;
    }
  /** Others can define it again, structurally identical. `word`: `type`, `interface`, `enum`, … */
  | { readonly kind: 'value'; readonly word: string; readonly form: string };

/** What a subgraph's SDL says about names. */
export interface SchemaNames {
  /** What it defines, beside `Query` and `Mutation`. */
  readonly types: ReadonlyMap<string, TypeShape>;
  /** Its fields of `Query` and `Mutation`, by coordinate. */
  readonly rootFields: ReadonlyMap<string, AddedField>;
  /** Types of others that it extends or refers to. */
  readonly stubs: ReadonlyMap<string, Stub>;
  /** Coordinates on its own types that others have added and it reads. */
  readonly reads: readonly string[];
}

export interface AddedField {
  /** The subgraph that it takes the field from, by `@override`. */
  readonly overrides: string | undefined;
}

export interface Stub {
  /** It stands for another's interface, by `@interfaceObject`. */
  readonly interfaceObject: boolean;
  /** Field sets, each in one form for all that are equal. */
  readonly keys: readonly string[];
  /** Type by name. */
  readonly keyFields: ReadonlyMap<string, string>;
  /** By coordinate. */
  readonly added: ReadonlyMap<string, AddedField>;
  /** Coordinates that it reads. */
  readonly reads: readonly string[];
}

export function namesOf({ types, foreign }: SubgraphDocument): SchemaNames {
  const shapes = new Map<string, TypeShape>();
  const rootFields = new Map<string, AddedField>();
  const reads: string[] = [];
  for (const [name, node] of types) {
    const fields = outputFields(node);
    if (isRootType(name)) {
      for (const field of fields) rootFields.set(`${name}.${field.name.value}`, addedField(field));
      continue;
    }
    shapes.set(name, shapeOf(node));
    reads.push(...fields.filter(isExternal).map((field) => `${name}.${field.name.value}`));
  }
  const stubs = new Map([...foreign].map(([name, node]) => [name, stubOf(name, node)]));
  return { types: shapes, rootFields, stubs, reads };
}

function shapeOf(node: TypeDefinitionNode): TypeShape {
  const word = kindWord(node.kind);
  const isComposite =
    node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
  const keys = isComposite ? keysOf(node) : [];
  if (keys.length === 0) return { kind: 'value', word, form: formOf(node) };
  const own = outputFields(node).filter((field) => !isExternal(field));
  return {
    kind: 'entity',
    word,
    keys: keys.map(({ canonical }) => canonical),
    fields: Object.fromEntries(own.map(({ name, type }) => [name.value, print(type)])),
  };
}

function stubOf(typeName: string, node: ObjectTypeExtensionNode): Stub {
  const keys = keyFieldsOf(node);
  const coordinate = ({ name }: FieldDefinitionNode): string => `${typeName}.${name.value}`;
  const fields = node.fields ?? [];
  return {
    interfaceObject: (node.directives ?? []).some(({ name }) => name.value === 'interfaceObject'),
    keys: keysOf(node).map(({ canonical }) => canonical),
    keyFields: new Map(
      fields.filter(({ name }) => keys.has(name.value)).map(({ name, type }) => [name.value, print(type)]),
    ),
    added: new Map(addedFields(node).map((field) => [coordinate(field), addedField(field)])),
    reads: fields.filter((field) => !keys.has(field.name.value) && isExternal(field)).map(coordinate),
  };
}

function addedField({ directives = [] }: FieldDefinitionNode): AddedField {
  const override = directives.find(({ name }) => name.value === 'override');
  return { overrides: override === undefined ? undefined : textArgument(override, 'from') };
}

function outputFields(node: TypeDefinitionNode): readonly FieldDefinitionNode[] {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION
    ? (node.fields ?? [])
    : [];
}
