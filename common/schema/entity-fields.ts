import {
  Kind,
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql';
import { argumentOf, textArgument } from './directive-arguments.ts';
import { canonicalFieldSet, parseFieldSet, printFieldSet, topFields } from './field-set.ts';

type WithKeys = Pick<
  ObjectTypeDefinitionNode | ObjectTypeExtensionNode | InterfaceTypeDefinitionNode,
  'directives'
>;

/** A key as a subgraph writes it. */
export interface EntityKey {
  readonly directive: ConstDirectiveNode;
  /** Its field set on one line; as it stands when it is none. */
  readonly fields: string;
  /** The same, in one form for all that are equal but for their order. */
  readonly canonical: string;
  /** Names of its fields at the top. */
  readonly names: readonly string[];
  readonly resolvable: boolean;
}

export function keysOf({ directives = [] }: WithKeys): readonly EntityKey[] {
  return directives
    .filter(({ name }) => name.value === 'key')
    .map((directive) => {
      const text = textArgument(directive, 'fields') ?? '';
      const fieldSet = parseFieldSet(text);
      const resolvable = argumentOf(directive, 'resolvable');
      return {
        directive,
        fields: fieldSet === undefined ? text : printFieldSet(fieldSet),
        canonical: fieldSet === undefined ? text : canonicalFieldSet(fieldSet),
        names: fieldSet === undefined ? [] : topFields(fieldSet).map(({ name }) => name.value),
        resolvable: resolvable?.kind !== Kind.BOOLEAN || resolvable.value,
      };
    });
}

export function isExternal({ directives = [] }: FieldDefinitionNode): boolean {
  return directives.some(({ name }) => name.value === 'external');
}

/** The key of an entity that writes none. */
const defaultKey: readonly string[] = ['id'];

/** Names of the fields by which an entity is found. */
export function keyFieldsOf(node: WithKeys): ReadonlySet<string> {
  const keys = keysOf(node);
  return new Set(keys.length === 0 ? defaultKey : keys.flatMap(({ names }) => names));
}

/** Fields that an extension of another's type adds to it: neither its key nor what it only reads. */
export function addedFields(node: ObjectTypeExtensionNode): readonly FieldDefinitionNode[] {
  const keys = keyFieldsOf(node);
  return (node.fields ?? []).filter((field) => !keys.has(field.name.value) && !isExternal(field));
}
