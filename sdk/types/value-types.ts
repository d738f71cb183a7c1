import { Kind, type FieldDefinitionNode, type InputValueDefinitionNode, type StringValueNode } from 'graphql';
import { rootTypes, type ObjectType, type SdlTypes } from './read-sdl.ts';
import { answerScalars, argumentScalars, comment, coreOf, isLeaf, typeName, typeOf } from './type-names.ts';

/** Types of what is given and of what is answered: enums, inputs, objects, interfaces and unions. */
export function valueTypes(types: SdlTypes): string {
  return [
    ...enumsOf(types),
    ...types.inputs.map(
      (node) =>
        `${comment(descriptionOf(node))}export interface ${typeName(node.name.value)} ${argumentsType(node.fields ?? [], types)}`,
    ),
    ...[...types.objects.values()]
      .filter(({ name }) => !rootTypes.has(name))
      .map((type) => objectType(type, types)),
    ...[...referredTypes(types)].map(
      (name) =>
        `/** Another's: its id is all that is needed of it. */\nexport interface ${typeName(name)} {\n  readonly __typename?: '${name}';\n  readonly id: string | number;\n}`,
    ),
    ...[...types.interfaces].map((name) => abstractType(name, implementersOf(name, types))),
    ...[...types.unions].map(([name, members]) => abstractType(name, members)),
  ].join('\n\n');
}

/** Only what defines a type can describe it. */
function descriptionOf(node: object): string | undefined {
  return 'description' in node ? (node.description as StringValueNode | undefined)?.value : undefined;
}

function* enumsOf({ enums }: SdlTypes): Iterable<string> {
  const values = new Map<string, string[]>();
  for (const node of enums) {
    const known = values.get(node.name.value) ?? [];
    values.set(node.name.value, [...known, ...(node.values ?? []).map(({ name }) => `'${name.value}'`)]);
  }
  for (const [name, literals] of values) {
    const description = enums.find((node) => node.name.value === name && 'description' in node);
    yield `${comment(description === undefined ? undefined : descriptionOf(description))}export type ${typeName(name)} = ${literals.join(' | ')};`;
  }
}

/** TypeScript of the arguments of a field, or of an input. */
export function argumentsType(
  nodes: readonly InputValueDefinitionNode[],
  types: SdlTypes,
  indent = '',
): string {
  if (nodes.length === 0) return 'object';
  const lines = nodes.map((node) => {
    const isGiven = node.type.kind === Kind.NON_NULL_TYPE || node.defaultValue !== undefined;
    const type = typeOf(node.type, types, argumentScalars);
    return `${comment(node.description?.value, `${indent}  `)}${indent}  readonly ${node.name.value}${isGiven ? '' : '?'}: ${type};\n`;
  });
  return `{\n${lines.join('')}${indent}}`;
}

function objectType({ name, isOwn, description, fields }: ObjectType, types: SdlTypes): string {
  const id = isOwn ? '' : '  readonly id: string | number;\n';
  const lines = fields
    .filter((field) => isOwn && (field.arguments ?? []).length === 0)
    .map(
      (field) =>
        `${comment(field.description?.value, '  ')}  readonly ${field.name.value}?: ${typeOf(field.type, types, answerScalars)};\n`,
    );
  const said = isOwn ? description : "Another's: its id is all that is needed of it.";
  return `${comment(said)}export interface ${typeName(name)} {\n  readonly __typename?: '${name}';\n${id}${lines.join('')}}`;
}

function abstractType(name: string, members: readonly string[]): string {
  const list = members.map((member) => `(${typeName(member)} & { readonly __typename: '${member}' })`);
  return `export type ${typeName(name)} = ${list.length === 0 ? 'never' : list.join(' | ')};`;
}

function implementersOf(name: string, { objects }: SdlTypes): readonly string[] {
  return [...objects.values()].filter(({ interfaces }) => interfaces.includes(name)).map((type) => type.name);
}

/** Types that fields are of and that nobody here defines. */
function referredTypes(types: SdlTypes): ReadonlySet<string> {
  const fields: readonly FieldDefinitionNode[] = [...types.objects.values()].flatMap((type) => type.fields);
  const names = fields.map(({ type }) => coreOf(type).name);
  return new Set(
    names.filter(
      (name) =>
        !isLeaf(name, types) &&
        !types.objects.has(name) &&
        !types.unions.has(name) &&
        !types.interfaces.has(name),
    ),
  );
}
