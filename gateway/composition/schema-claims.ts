import {
  Kind,
  parse,
  print,
  visit,
  type DefinitionNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeDefinitionNode,
} from 'graphql';

/** What a subgraph's wrapped SDL lays claim to. */
export interface SchemaClaims {
  /**
   * Types that it defines. The value is the form of those that may stand in several subgraphs when they are
   * structurally equal (value types, enums, inputs, scalars, …), `undefined` for entities.
   */
  readonly types: ReadonlyMap<string, string | undefined>;
  /** Coordinates `Type.field` of root fields, of entities' own fields, and of fields added to others' entities. */
  readonly fields: ReadonlySet<string>;
  /** Types of others that it extends or refers to: a host writes their stubs as `extend type`. */
  readonly stubs: ReadonlySet<string>;
}

const maxTokens = 100_000;
/** What every subgraph has, and composition takes away. */
const federationName = /^(?:_Any|_Entity|_Service|(?:link|federation)__.*)$/;
const federationFields: ReadonlySet<string> = new Set(['_entities', '_service']);
const rootTypes: ReadonlySet<string> = new Set(['Query', 'Mutation']);

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

/** Reads the claims of a wrapped SDL. @throws GraphQLError when it can't be parsed */
export function claimsOf(sdl: string): SchemaClaims {
  const types = new Map<string, string | undefined>();
  const fields = new Set<string>();
  const stubs = new Set<string>();
  for (const node of parse(sdl, { maxTokens }).definitions) {
    if (isTypeDefinition(node) && federationName.test(node.name.value)) continue;
    const isObject = node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;
    if (isObject && (rootTypes.has(node.name.value) || isEntity(node))) {
      const name = node.name.value;
      for (const field of ownFields(node)) fields.add(`${name}.${field.name.value}`);
      if (rootTypes.has(name)) continue;
      if (node.kind === Kind.OBJECT_TYPE_EXTENSION) stubs.add(name);
      else types.set(name, undefined);
    } else if (isTypeDefinition(node)) {
      types.set(node.name.value, formOf(node));
    }
  }
  return { types, fields, stubs };
}

function isEntity(node: ObjectNode): boolean {
  return (node.directives ?? []).some(({ name }) => name.value === 'key');
}

/** The key is everybody's, and an external field is its owner's. */
function ownFields(node: ObjectNode): readonly FieldDefinitionNode[] {
  const keys = new Set(
    (node.directives ?? [])
      .filter(({ name }) => name.value === 'key')
      .flatMap(({ arguments: args }) =>
        (args ?? []).map(({ value }) => (value.kind === Kind.STRING ? value.value : '')),
      )
      .flatMap((selection) => selection.split(/[^A-Za-z0-9_]+/)),
  );
  return (node.fields ?? []).filter(
    ({ name, directives }) =>
      !keys.has(name.value) &&
      !federationFields.has(name.value) &&
      !(directives ?? []).some((directive) => directive.name.value === 'external'),
  );
}

/** The type without descriptions and order: structurally equal definitions have the same form. */
function formOf(node: TypeDefinitionNode): string {
  const bare = visit(node, {
    enter: (child) => {
      if (!('description' in child)) return undefined;
      const { description: _, ...rest } = child;
      return rest;
    },
  });
  const lines = print(bare).split('\n');
  return lines
    .map((line) => line.trim())
    .toSorted()
    .join('\n');
}

function isTypeDefinition(node: DefinitionNode): node is TypeDefinitionNode {
  return node.kind.endsWith('TypeDefinition');
}
