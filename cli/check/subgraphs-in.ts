import { Supergraph } from '@apollo/federation-internals';
import {
  Kind,
  parse,
  print,
  type DefinitionNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql';
import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import type { ExtensionSubgraph, Subgraph } from '@forgepoint/gateway/composition/candidate.ts';

export interface SupergraphParts {
  /** `undefined` when the graph has no core. */
  readonly core: Subgraph | undefined;
  readonly extensions: readonly ExtensionSubgraph[];
}

/**
 * Takes a supergraph apart, as a router does. Descriptions are lost, and so is what of the subgraphs means nothing to a
 * router.
 * @param place of the supergraph, for errors
 * @throws ForgeError COMMAND_INVALID
 */
export function subgraphsIn(supergraphSdl: string, place: string): SupergraphParts {
  try {
    const subgraphs = Supergraph.build(supergraphSdl)
      .subgraphs()
      .values()
      .map((subgraph) => asWritten({ name: subgraph.name, url: subgraph.url, sdl: subgraph.toString() }));
    return {
      core: subgraphs.find(({ name }) => name === coreSubgraph),
      extensions: subgraphs.filter(({ name }) => name !== coreSubgraph),
    };
  } catch (error) {
    throw new ForgeError('COMMAND_INVALID', `"${place}" is not a supergraph: ${messageOf(error)}.`, {
      remedy: 'A gateway writes it to .forge/state/supergraph.graphql.',
      cause: error,
    });
  }
}

/**
 * What another owns is taken out as `type X { … }` with `extend type X @key(…)`; its author wrote one extension. It is
 * part of the graph, so what it may do has been granted.
 */
function asWritten({ name, url, sdl }: Subgraph): ExtensionSubgraph {
  const { definitions } = parse(sdl);
  const extensions = definitions.filter((node) => node.kind === Kind.OBJECT_TYPE_EXTENSION);
  const keys = new Map(extensions.map((node) => [node.name.value, node]));
  const types = definitions.filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION);
  const written = definitions.flatMap((node): readonly DefinitionNode[] => {
    if (node.kind === Kind.OBJECT_TYPE_EXTENSION && types.some((type) => type.name.value === node.name.value))
      return [];
    const key = node.kind === Kind.OBJECT_TYPE_DEFINITION ? keys.get(node.name.value) : undefined;
    return [key === undefined ? node : asExtension(node as ObjectTypeDefinitionNode, key)];
  });
  const requires = types.flatMap((type) =>
    (type.fields ?? []).map((field) => `${type.name.value}.${field.name.value}`),
  );
  return {
    name,
    url: url === '' ? `http://${name}.subgraph/graphql` : url,
    sdl: written.map((node) => print(node)).join('\n\n'),
    grants: { federation: true, requires },
  };
}

function asExtension(
  { fields, interfaces, ...node }: ObjectTypeDefinitionNode,
  key: ObjectTypeExtensionNode,
): ObjectTypeExtensionNode {
  return {
    kind: Kind.OBJECT_TYPE_EXTENSION,
    name: node.name,
    directives: [...(node.directives ?? []), ...(key.directives ?? [])],
    ...(interfaces === undefined ? {} : { interfaces }),
    ...(fields === undefined ? {} : { fields: fields.map(withoutShareable) }),
  };
}

/** The key of another's entity is taken out as shared; here every field of an entity has one owner. */
function withoutShareable(field: FieldDefinitionNode): FieldDefinitionNode {
  return { ...field, directives: (field.directives ?? []).filter(({ name }) => name.value !== 'shareable') };
}
