import {
  Kind,
  print,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql';
import { addedFields, keysOf } from '@forgepoint/common/schema/entity-fields.ts';
import { repositoryRecord, repositoryType } from '@forgepoint/common/schema/repository-record.ts';
import { problemAt, type SdlProblem } from '@forgepoint/common/schema/sdl-problem.ts';
import type { SubgraphDocument } from '@forgepoint/common/schema/subgraph-document.ts';

type WithKeys = ObjectTypeDefinitionNode | ObjectTypeExtensionNode | InterfaceTypeDefinitionNode;

/** Keys that name what isn't there, and what an extension of another's type can't say about its key. */
export function keyProblems({ types, foreign }: SubgraphDocument): readonly SdlProblem[] {
  const own = [...types.values()].filter(
    (node) => node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION,
  );
  return [
    ...own.flatMap((node) => undeclared(node, `Add the field to "${node.name.value}", or name another.`)),
    ...[...foreign.values()].flatMap((node) => [
      ...undeclared(node, `Write it with its type into "extend type ${node.name.value}".`),
      ...wrongId(node),
      ...fieldsOfCore(node),
    ]),
  ];
}

function undeclared(node: WithKeys, remedy: string): readonly SdlProblem[] {
  const typeName = node.name.value;
  const declared = new Set((node.fields ?? []).map(({ name }) => name.value));
  return keysOf(node).flatMap(({ directive, names }) =>
    names
      .filter((name) => !declared.has(name))
      .map((name) =>
        problemAt(
          directive,
          `The key of "${typeName}" names "${name}", which "${typeName}" does not have here.`,
          remedy,
        ),
      ),
  );
}

/** Without a key of its own the extension is found by `id: ID!`. */
function wrongId(node: ObjectTypeExtensionNode): readonly SdlProblem[] {
  const id = node.fields?.find(({ name }) => name.value === 'id');
  if (keysOf(node).length > 0 || id === undefined || print(id.type) === 'ID!') return [];
  const typeName = node.name.value;
  return [
    problemAt(
      id,
      `"${typeName}.id" is the key by which "${typeName}" is found, and not of the type ID!.`,
      `Write "id: ID!" or leave it out; if "${typeName}" has another key, write @key on the extension.`,
    ),
  ];
}

/** The host adds them to what the extension reads, so they can't be its own. */
function fieldsOfCore(node: ObjectTypeExtensionNode): readonly SdlProblem[] {
  if (node.name.value !== repositoryType) return [];
  return addedFields(node)
    .filter(({ name }) => Object.hasOwn(repositoryRecord, name.value))
    .map(({ name }) =>
      problemAt(
        name,
        `"${repositoryType}.${name.value}" is core's field.`,
        'Leave it out, or give it another name: the guest is told what core says of the repository.',
      ),
    );
}
