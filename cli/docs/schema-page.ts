import {
  Kind,
  parse,
  print,
  type DefinitionNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type StringValueNode,
} from 'graphql';
import { printable } from '@forgepoint/common/forge-error.ts';
import { kindWord } from '@forgepoint/common/schema/type-nodes.ts';

export interface DocumentedSchema {
  /** What the extension calls itself. */
  readonly name: string;
  readonly version: string;
  /** As its author wrote it; found to be valid. */
  readonly sdl: string;
}

/** Markdown of what an extension adds to the graph. */
export function schemaPage({ name, version, sdl }: DocumentedSchema): string {
  const { definitions } = parse(sdl);
  const sections = definitions.toSorted((a, b) => rankOf(a) - rankOf(b)).flatMap((node) => sectionOf(node));
  return [`# ${inline(name)} ${inline(version)}`, ...sections].join('\n\n');
}

/** What clients ask for comes first. */
function rankOf(node: DefinitionNode): number {
  if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) return last;
  const rank = ['Query', 'Mutation'].indexOf(node.name.value);
  return rank === -1 ? last : rank;
}

const last = 2;

function sectionOf(node: DefinitionNode): readonly string[] {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return section(
        `${kindWord(node.kind)} \`${node.name.value}\``,
        node.description,
        membersOf(node.fields ?? []),
      );
    case Kind.OBJECT_TYPE_EXTENSION:
      return section(`fields of \`${node.name.value}\``, undefined, membersOf(node.fields ?? []));
    case Kind.ENUM_TYPE_DEFINITION:
      return section(`enum \`${node.name.value}\``, node.description, membersOf(node.values ?? []));
    case Kind.UNION_TYPE_DEFINITION: {
      const members = (node.types ?? []).map(({ name }) => `- \`${name.value}\``);
      return section(`union \`${node.name.value}\``, node.description, members);
    }
    case Kind.SCALAR_TYPE_DEFINITION:
      return section(`scalar \`${node.name.value}\``, node.description, []);
    default:
      return [];
  }
}

function section(
  title: string,
  description: StringValueNode | undefined,
  members: readonly string[],
): readonly string[] {
  return [
    `## ${title}`,
    ...(description === undefined ? [] : [inline(description.value)]),
    ...(members.length === 0 ? [] : [members.join('\n')]),
  ];
}

type Member = FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode;

function membersOf(nodes: readonly Member[]): readonly string[] {
  return nodes.flatMap((node) => {
    const args = node.kind === Kind.FIELD_DEFINITION ? (node.arguments ?? []) : [];
    return [
      item(0, signatureOf(node), node.description),
      ...args.map((argument) => item(1, signatureOf(argument), argument.description)),
    ];
  });
}

function item(depth: number, signature: string, description: StringValueNode | undefined): string {
  const words = description === undefined ? '' : `: ${inline(description.value)}`;
  return `${'  '.repeat(depth)}- \`${signature}\`${words}`;
}

function signatureOf(node: Member): string {
  if (node.kind === Kind.ENUM_VALUE_DEFINITION) return node.name.value;
  const args = node.kind === Kind.FIELD_DEFINITION ? (node.arguments ?? []) : [];
  const given = args.length === 0 ? '' : `(${args.map(({ name }) => name.value).join(', ')})`;
  const preset =
    node.kind === Kind.INPUT_VALUE_DEFINITION && node.defaultValue !== undefined
      ? ` = ${print(node.defaultValue).replaceAll('`', "'")}`
      : '';
  return `${node.name.value}${given}: ${print(node.type)}${printable(preset)}`;
}

/** Text of an extension on one line, in which nothing is taken for markup. */
function inline(text: string): string {
  return printable(text.trim())
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_[\]<>#|]/g, '\\$&');
}
