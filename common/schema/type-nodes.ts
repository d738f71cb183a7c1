import { Kind, type ASTNode, type TypeDefinitionNode, type TypeExtensionNode, type TypeNode } from 'graphql';

/** Name of the type inside lists and non-null. */
export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** A type without its non-null, at every list level. */
export function toNullable(type: TypeNode): TypeNode {
  if (type.kind === Kind.NON_NULL_TYPE) return toNullable(type.type);
  return type.kind === Kind.LIST_TYPE ? { ...type, type: toNullable(type.type) } : type;
}

/** What a sentence calls the kind of a type. */
export function kindWord(kind: TypeDefinitionNode['kind'] | TypeExtensionNode['kind']): string {
  switch (kind) {
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_EXTENSION:
      return 'scalar';
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
      return 'type';
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_EXTENSION:
      return 'interface';
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.UNION_TYPE_EXTENSION:
      return 'union';
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_EXTENSION:
      return 'enum';
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_EXTENSION:
      return 'input';
  }
}

/** The node without its description, and so are all within it. */
export function withoutDescriptions<Node extends ASTNode>(node: Node): Node {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === 'description' || key === 'loc') continue;
    copy[key] = Array.isArray(value) ? value.map((one: ASTNode) => withoutDescriptions(one)) : value;
  }
  return { ...copy, loc: node.loc } as unknown as Node;
}
