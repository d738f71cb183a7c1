import {
  Kind,
  type ConstDirectiveNode,
  type ConstValueNode,
  type FieldDefinitionNode,
  type TypeNode,
} from 'graphql';

const name = (value: string) => ({ kind: Kind.NAME, value }) as const;

/** `@directive(argument: value, …)` */
export function directiveNode(
  directive: string,
  args: Readonly<Record<string, string | boolean | readonly string[]>> = {},
): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: name(directive),
    arguments: Object.entries(args).map(([argument, value]) => ({
      kind: Kind.ARGUMENT,
      name: name(argument),
      value: valueNode(value),
    })),
  };
}

function valueNode(value: string | boolean | readonly string[]): ConstValueNode {
  if (typeof value === 'string') return { kind: Kind.STRING, value };
  if (typeof value === 'boolean') return { kind: Kind.BOOLEAN, value };
  return { kind: Kind.LIST, values: value.map(valueNode) };
}

/** A field without arguments. @param type a name, with `!` when it is not null */
export function fieldNode(
  field: string,
  type: string,
  directives: readonly ConstDirectiveNode[] = [],
): FieldDefinitionNode {
  const named = { kind: Kind.NAMED_TYPE, name: name(type.replace('!', '')) } as const;
  const node: TypeNode = type.endsWith('!') ? { kind: Kind.NON_NULL_TYPE, type: named } : named;
  return { kind: Kind.FIELD_DEFINITION, name: name(field), type: node, directives };
}
