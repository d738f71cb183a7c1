import { Kind, type FieldDefinitionNode } from 'graphql';
import { textArgument } from '@forgepoint/common/schema/directive-arguments.ts';
import { isExternal, keyFieldsOf, keysOf } from '@forgepoint/common/schema/entity-fields.ts';
import { parseFieldSet, topFields } from '@forgepoint/common/schema/field-set.ts';
import { rootTypes, type ObjectType, type SdlTypes } from './read-sdl.ts';
import { answerScalars, bare, comment, coreOf, isLeaf, typeName, typeOf } from './type-names.ts';
import { argumentsType } from './value-types.ts';

export type Need = 'needed' | 'possible';

/** Whether fields need resolvers, by type and field. */
export function needsOf({ objects }: SdlTypes): Readonly<Record<string, Readonly<Record<string, Need>>>> {
  return Object.fromEntries(
    [...objects.values()].map((type) => [
      type.name,
      Object.fromEntries(answered(type).map((field) => [field.name.value, needOf(type, field)])),
    ]),
  );
}

/** A field without arguments can be in what was answered for its object. */
function needOf({ name, isOwn }: ObjectType, { arguments: args = [] }: FieldDefinitionNode): Need {
  return isOwn && !rootTypes.has(name) && args.length === 0 ? 'possible' : 'needed';
}

/** An `@external` field is another's, who answers it. */
function answered({ fields }: ObjectType): readonly FieldDefinitionNode[] {
  return fields.filter((field) => !isExternal(field));
}

/** TypeScript of what a definition has as `resolvers`. */
export function resolverTypes(types: SdlTypes): string {
  const parts = [...types.objects.values()].map((type) => {
    const fields = answered(type);
    const needed = fields.some((field) => needOf(type, field) === 'needed');
    const lines = fields.map((field) => {
      const mark = needOf(type, field) === 'needed' ? '' : '?';
      return `${comment(field.description?.value, '    ')}    readonly ${field.name.value}${mark}: ${resolverType(type, field, types)};\n`;
    });
    return `  readonly ${type.name}${needed ? '' : '?'}: {\n${lines.join('')}  };\n`;
  });
  return `export interface ExtensionResolvers {\n${parts.join('')}}`;
}

function resolverType(type: ObjectType, field: FieldDefinitionNode, types: SdlTypes): string {
  const args = argumentsType(field.arguments ?? [], types, '    ');
  const value = typeOf(field.type, types, answerScalars);
  const query = queryType(field, types);
  if (rootTypes.has(type.name)) {
    return `forge.RootResolver<${args}, Ctx, ${query === undefined ? value : `${query} | ${value}`}>`;
  }
  return `forge.FieldResolver<${parentType(type, field)}, ${args}, Ctx, ${value}, ${query ?? 'never'}>`;
}

/** What answers a field by rows that stay with the host; `undefined` for one that holds no objects. */
function queryType({ type }: FieldDefinitionNode, types: SdlTypes): string | undefined {
  const { name, isList } = coreOf(type);
  if (isLeaf(name, types)) return undefined;
  return `forge.${isList ? 'ListQuery' : 'ObjectQuery'}<${bare({ kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } }, types, answerScalars)}>`;
}

/** Fields of a repository that core answers. */
const repositoryFields: Readonly<Record<string, string>> = {
  slug: 'string',
  path: 'string',
  isRemote: 'boolean',
  remoteUrl: 'string | null',
};

function parentType(type: ObjectType, field: FieldDefinitionNode): string {
  if (type.isOwn) return parentName(type);
  const required = requiredFields(field);
  const known = type.name === 'Repository' ? repositoryFields : {};
  return `{ readonly id: string; ${required.map((name) => `readonly ${name}: ${known[name] ?? 'unknown'}; `).join('')}}`;
}

function parentName({ name }: ObjectType): string {
  return `${typeName(name)}Parent`;
}

/** What fields of own types are asked on: what was answered, in which there can be more columns than fields. */
export function parentTypes(types: SdlTypes): string {
  return [...types.objects.values()]
    .filter(({ name, isOwn }) => isOwn && !rootTypes.has(name))
    .map((type) => {
      const lines = type.fields
        .filter(({ arguments: args = [], type: of }) => args.length === 0 && isLeaf(coreOf(of).name, types))
        .map(({ name, type: of }) => {
          const mark = name.value === 'id' ? '' : '?';
          return `  readonly ${name.value}${mark}: ${typeOf(of, types, answerScalars)};\n`;
        });
      return `/** What was answered for ${type.name}, with every column that was selected. */\nexport interface ${parentName(type)} {\n${lines.join('')}  readonly [column: string]: unknown;\n}`;
    })
    .join('\n\n');
}

/** Own types that others can refer to. */
export function entityTypes({ objects }: SdlTypes): readonly ObjectType[] {
  return [...objects.values()].filter(
    ({ name, isOwn, directives, fields }) =>
      isOwn &&
      !rootTypes.has(name) &&
      (keysOf({ directives }).length > 0 ||
        fields.some(
          ({ name: field, type }) =>
            field.value === 'id' && type.kind === Kind.NON_NULL_TYPE && coreOf(type).name === 'ID',
        )),
  );
}

/** TypeScript of what a definition has as `entities`. */
export function entityResolverTypes(types: SdlTypes): string {
  const lines = entityTypes(types).map(({ name, directives }) => {
    const fields = [...keyFieldsOf({ directives })].map((key) => `readonly ${key}: string; `);
    return `  readonly ${name}?: forge.EntityResolver<{ readonly __typename: '${name}'; ${fields.join('')}}, Ctx, ${typeName(name)}>;\n`;
  });
  return `export interface ExtensionEntities {\n${lines.join('')}}`;
}

/** Names of what a field of another's type needs of its object. */
function requiredFields({ directives = [] }: FieldDefinitionNode): readonly string[] {
  const directive = directives.find(({ name }) => name.value === 'requires');
  const fieldSet =
    directive === undefined ? undefined : parseFieldSet(textArgument(directive, 'fields') ?? '');
  return fieldSet === undefined ? [] : topFields(fieldSet).map(({ name }) => name.value);
}
