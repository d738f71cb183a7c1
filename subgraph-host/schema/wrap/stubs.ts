import {
  Kind,
  visit,
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type NamedTypeNode,
  type ObjectTypeExtensionNode,
} from 'graphql';
import { textArgument } from '@forgepoint/common/schema/directive-arguments.ts';
import { addedFields, isExternal, keyFieldsOf, keysOf } from '@forgepoint/common/schema/entity-fields.ts';
import { parseFieldSet, printFieldSet, topFields } from '@forgepoint/common/schema/field-set.ts';
import { directiveNode, fieldNode } from '@forgepoint/common/schema/nodes.ts';
import {
  repositoryRecord,
  repositoryType,
  type RepositoryField,
} from '@forgepoint/common/schema/repository-record.ts';
import { isBuiltInScalar, type SubgraphDocument } from '@forgepoint/common/schema/subgraph-document.ts';
import { withoutDescriptions } from '@forgepoint/common/schema/type-nodes.ts';

/**
 * Completes the types of others: what an author extends gets its key and is resolvable, the representation
 * being the parent that the guest gets; what is only referred to becomes a key that nobody is asked for.
 */
export function withStubs(
  document: SubgraphDocument,
  repositoryFields: readonly RepositoryField[],
): SubgraphDocument {
  const foreign = new Map<string, ObjectTypeExtensionNode>();
  for (const [name, node] of document.foreign) {
    const scoped = name === repositoryType ? withRecord(node, repositoryFields) : node;
    foreign.set(name, withKey(scoped));
  }
  for (const name of referredTypes({ ...document, foreign })) {
    if (!document.types.has(name) && !foreign.has(name) && !isBuiltInScalar(name)) {
      foreign.set(name, reference(name));
    }
  }
  return { ...document, foreign };
}

/** Fields on a repository run in its scope: the gateway brings what the guest is told about it. */
function withRecord(
  node: ObjectTypeExtensionNode,
  repositoryFields: readonly RepositoryField[],
): ObjectTypeExtensionNode {
  const added = new Set(addedFields(node));
  const told = repositoryFields.map((field) => (field === 'group' ? 'group { id }' : field)).join(' ');
  const fields = (node.fields ?? []).map((field) =>
    added.has(field) && told !== '' ? { ...field, directives: requiring(field, told) } : field,
  );
  const read = new Set<string>(fields.flatMap(requiredFields));
  const record = (Object.keys(repositoryRecord) as RepositoryField[]).filter((field) => read.has(field));
  return {
    ...node,
    fields: [
      ...record.map((field) => fieldNode(field, repositoryRecord[field], [directiveNode('external')])),
      ...fields.filter(({ name }) => !(record as readonly string[]).includes(name.value)),
    ],
  };
}

/** Names of the fields at the top of what a field requires. */
function requiredFields({ directives = [] }: FieldDefinitionNode): readonly string[] {
  const required = directives.find(({ name }) => name.value === 'requires');
  const text = required === undefined ? undefined : textArgument(required, 'fields');
  const fieldSet = text === undefined ? undefined : parseFieldSet(text);
  return fieldSet === undefined ? [] : topFields(fieldSet).map(({ name }) => name.value);
}

function requiring({ directives = [] }: FieldDefinitionNode, fields: string): readonly ConstDirectiveNode[] {
  const own = directives.find(({ name }) => name.value === 'requires');
  const both = parseFieldSet(`${fields} ${own === undefined ? '' : (textArgument(own, 'fields') ?? '')}`);
  return [
    ...directives.filter((directive) => directive !== own),
    directiveNode('requires', { fields: both === undefined ? fields : printFieldSet(both) }),
  ];
}

/** The key is everybody's: it says nothing of its own, and isn't external in federation 2. */
function withKey(node: ObjectTypeExtensionNode): ObjectTypeExtensionNode {
  const keys = keyFieldsOf(node);
  const written = keysOf(node);
  const adds = addedFields(node).length > 0;
  const fields = (node.fields ?? []).map((field) => {
    if (!keys.has(field.name.value)) return isExternal(field) ? withoutDescriptions(field) : field;
    const directives = (field.directives ?? []).filter(({ name }) => name.value !== 'external');
    return { ...withoutDescriptions(field), directives };
  });
  const hasId = fields.some(({ name }) => name.value === 'id');
  return {
    ...node,
    fields: written.length > 0 || hasId ? fields : [fieldNode('id', 'ID!'), ...fields],
    directives: [
      ...(node.directives ?? []).filter(({ name }) => name.value !== 'key'),
      ...(written.length === 0 ? [{ fields: 'id', resolvable: true }] : written).map(
        ({ fields: set, resolvable }) =>
          directiveNode('key', adds && resolvable ? { fields: set } : { fields: set, resolvable: false }),
      ),
    ],
  };
}

/** Types that fields return and unions hold. */
function referredTypes({ types, foreign }: SubgraphDocument): ReadonlySet<string> {
  const names = new Set<string>();
  const note = { NamedType: ({ name }: NamedTypeNode) => void names.add(name.value) };
  for (const node of [...types.values(), ...foreign.values()]) visit(node, note);
  return names;
}

function reference(name: string): ObjectTypeExtensionNode {
  return {
    kind: Kind.OBJECT_TYPE_EXTENSION,
    name: { kind: Kind.NAME, value: name },
    directives: [directiveNode('key', { fields: 'id', resolvable: false })],
    fields: [fieldNode('id', 'ID!')],
  };
}
