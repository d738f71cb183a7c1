import { isTypeDefinitionNode, isTypeExtensionNode, parse, type NameNode } from 'graphql';

/**
 * Where an SDL defines a type or a field.
 * @param coordinate `Type` or `Type.field`
 * @returns line and column, from 1; of the type when the field is not written there; `undefined` when neither is
 */
export function placeOfCoordinate(
  sdl: string,
  coordinate: string,
): { readonly line: number; readonly column: number } | undefined {
  const [typeName, fieldName] = coordinate.split('.');
  const nodes = parse(sdl)
    .definitions.filter((node) => isTypeDefinitionNode(node) || isTypeExtensionNode(node))
    .filter(({ name }) => name.value === typeName);
  const fields = nodes.flatMap((node): readonly NameNode[] =>
    'fields' in node ? (node.fields ?? []).map(({ name }) => name) : [],
  );
  const found = fields.find(({ value }) => value === fieldName) ?? nodes[0]?.name;
  const token = found?.loc?.startToken;
  return token === undefined ? undefined : { line: token.line, column: token.column };
}
