import {
  GraphQLError,
  Kind,
  parse,
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type InputObjectTypeDefinitionNode,
  type InputObjectTypeExtensionNode,
  type EnumTypeDefinitionNode,
  type EnumTypeExtensionNode,
} from 'graphql';
import { SourceError } from './source-error.ts';

export interface ObjectType {
  readonly name: string;
  /** Of this extension; else another's, to which it adds fields. */
  readonly isOwn: boolean;
  readonly description: string | undefined;
  readonly directives: readonly ConstDirectiveNode[];
  readonly interfaces: readonly string[];
  readonly fields: readonly FieldDefinitionNode[];
}

/** What an SDL defines, extensions of a type taken together with it. */
export interface SdlTypes {
  readonly objects: ReadonlyMap<string, ObjectType>;
  readonly inputs: readonly (InputObjectTypeDefinitionNode | InputObjectTypeExtensionNode)[];
  readonly enums: readonly (EnumTypeDefinitionNode | EnumTypeExtensionNode)[];
  readonly scalars: ReadonlySet<string>;
  /** Names of their object types by the names of unions. */
  readonly unions: ReadonlyMap<string, readonly string[]>;
  readonly interfaces: ReadonlySet<string>;
}

export const rootTypes: ReadonlySet<string> = new Set(['Query', 'Mutation']);

/** @param file for the sentence that says what is wrong @throws SourceError */
export function readSdl(sdl: string, file: string): SdlTypes {
  const objects = new Map<string, ObjectType>();
  const inputs: SdlTypes['inputs'][number][] = [];
  const enums: SdlTypes['enums'][number][] = [];
  const scalars = new Set<string>();
  const unions = new Map<string, readonly string[]>();
  const interfaces = new Set<string>();
  for (const node of definitionsIn(sdl, file)) {
    switch (node.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.OBJECT_TYPE_EXTENSION: {
        const name = node.name.value;
        const known = objects.get(name);
        objects.set(name, {
          name,
          isOwn: (known?.isOwn ?? false) || node.kind === Kind.OBJECT_TYPE_DEFINITION,
          description:
            known?.description ??
            (node.kind === Kind.OBJECT_TYPE_DEFINITION ? node.description?.value : undefined),
          directives: [...(known?.directives ?? []), ...(node.directives ?? [])],
          interfaces: [
            ...(known?.interfaces ?? []),
            ...(node.interfaces ?? []).map((item) => item.name.value),
          ],
          fields: [...(known?.fields ?? []), ...(node.fields ?? [])],
        });
        break;
      }
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      case Kind.INPUT_OBJECT_TYPE_EXTENSION:
        inputs.push(node);
        break;
      case Kind.ENUM_TYPE_DEFINITION:
      case Kind.ENUM_TYPE_EXTENSION:
        enums.push(node);
        break;
      case Kind.SCALAR_TYPE_DEFINITION:
        scalars.add(node.name.value);
        break;
      case Kind.UNION_TYPE_DEFINITION:
      case Kind.UNION_TYPE_EXTENSION: {
        const members = (node.types ?? []).map((type) => type.name.value);
        unions.set(node.name.value, [...(unions.get(node.name.value) ?? []), ...members]);
        break;
      }
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_EXTENSION:
        interfaces.add(node.name.value);
        break;
      default:
    }
  }
  return { objects, inputs, enums, scalars, unions, interfaces };
}

function definitionsIn(sdl: string, file: string): ReturnType<typeof parse>['definitions'] {
  try {
    return parse(sdl).definitions;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const at = error.locations?.[0];
    const reason = error.message.replace(/\.?$/, '.');
    throw new SourceError({ file, line: at?.line ?? 1, column: at?.column ?? 1, reason }, { cause: error });
  }
}
