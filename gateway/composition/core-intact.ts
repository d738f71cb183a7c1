import {
  Kind,
  parse,
  print,
  type DefinitionNode,
  type DirectiveNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
} from 'graphql';
import type { ComposedSubgraph } from './compose.ts';

const maxChanges = 5;
/** What another subgraph could have added to a field of core. */
const meaningful: ReadonlySet<string> = new Set(['deprecated', 'inaccessible', 'tag']);

/**
 * The last look at "nothing overrides core": every type and field of core stands in the supergraph with the same
 * type, the same arguments, the same words and answered by core, whatever composition made of the others.
 * @returns a sentence for each difference
 */
export function changesOfCore(core: ComposedSubgraph | undefined, supergraphSdl: string): readonly string[] {
  if (core === undefined) return [];
  const composed = membersOf(parse(supergraphSdl).definitions);
  const changes: string[] = [];
  for (const [coordinate, before] of membersOf(parse(core.sdl).definitions)) {
    const after = composed.get(coordinate);
    if (after === undefined) changes.push(`"${coordinate}" of core would be gone.`);
    else if (after.form !== before.form) changes.push(`"${coordinate}" of core would be "${after.form}".`);
    else if (after.overridden) changes.push(`"${coordinate}" of core would be answered by another.`);
  }
  return changes.slice(0, maxChanges);
}

interface Member {
  readonly form: string;
  readonly overridden: boolean;
}

/** What core defines, by coordinate. */
function membersOf(definitions: readonly DefinitionNode[]): ReadonlyMap<string, Member> {
  const members = new Map<string, Member>();
  for (const node of definitions) {
    switch (node.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        members.set(node.name.value, member(node));
        for (const field of node.fields ?? []) {
          members.set(`${node.name.value}.${field.name.value}`, member(field, fieldForm(field)));
        }
        break;
      case Kind.ENUM_TYPE_DEFINITION:
        members.set(
          node.name.value,
          member(
            node,
            (node.values ?? [])
              .map(({ name }) => name.value)
              .toSorted()
              .join(' '),
          ),
        );
        break;
      default:
    }
  }
  return members;
}

interface Described {
  readonly kind: string;
  readonly description?: { readonly value: string } | undefined;
  readonly directives?: readonly DirectiveNode[] | undefined;
}

function member({ kind, description, directives = [] }: Described, form = ''): Member {
  const said = directives.filter(({ name }) => meaningful.has(name.value)).map((node) => print(node));
  const words = description === undefined ? '' : JSON.stringify(description.value);
  return {
    form: [kind.replace(/TypeDefinition|Definition/, ''), form, words, ...said].filter(Boolean).join(' '),
    overridden: directives.some(
      ({ name, arguments: args = [] }) =>
        name.value === 'join__field' && args.some((argument) => argument.name.value === 'override'),
    ),
  };
}

function fieldForm(field: FieldDefinitionNode | InputValueDefinitionNode): string {
  const args =
    field.kind === Kind.FIELD_DEFINITION
      ? (field.arguments ?? []).map(
          ({ name, type, defaultValue }) =>
            `${name.value}: ${print(type)}${defaultValue === undefined ? '' : ` = ${print(defaultValue)}`}`,
        )
      : [];
  return `${args.length === 0 ? '' : `(${args.join(', ')})`}${print(field.type)}`;
}
