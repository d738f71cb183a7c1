import {
  Kind,
  parse,
  print,
  visit,
  type ASTNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type TypeDefinitionNode,
} from 'graphql';

type Member = ASTNode & { readonly name: { readonly value: string } };

/** Of the definitions that composition adds for itself. */
const machinery = /__|^Subscription$/;
const apiDirectives: ReadonlySet<string> = new Set(['deprecated', 'specifiedBy']);

/**
 * What clients see of a supergraph and would not see of core alone.
 * @returns SDL: new types whole, core's types with what is added to them
 * @throws Error when anything of core is not as it would be alone
 */
export function apiBesideCore(supergraphSdl: string, coreAloneSdl: string): string {
  const core = typesOf(coreAloneSdl);
  const added: string[] = [];
  for (const [name, node] of typesOf(supergraphSdl)) {
    const before = core.get(name);
    if (before === undefined) {
      added.push(print(node));
      continue;
    }
    const extension = addedTo(before, node);
    if (extension !== undefined) added.push(extension);
    core.delete(name);
  }
  if (core.size > 0) throw new Error(`core lacks ${[...core.keys()].join(', ')}`);
  return added.join('\n\n');
}

function addedTo(before: TypeDefinitionNode, after: TypeDefinitionNode): string | undefined {
  const known = new Map(membersOf(before).map((member) => [member.name.value, print(member)]));
  const news = membersOf(after).filter((member) => {
    const own = known.get(member.name.value);
    if (own !== undefined && own !== print(member)) throw new Error(`core's ${print(member)} was ${own}`);
    known.delete(member.name.value);
    return own === undefined;
  });
  if (known.size > 0) throw new Error(`core's ${before.name.value} lacks ${[...known.keys()].join(', ')}`);
  if (
    print({ ...before, fields: [], interfaces: [] } as ASTNode) !==
    print({ ...after, fields: [], interfaces: [] } as ASTNode)
  )
    throw new Error(`core's ${before.name.value} is described otherwise`);
  const interfaces = 'interfaces' in after ? (after.interfaces ?? []) : [];
  if (news.length === 0 && interfaces.length === 0) return undefined;
  const extension = {
    kind: Kind.OBJECT_TYPE_EXTENSION,
    name: after.name,
    interfaces,
    fields: news as readonly ASTNode[] as readonly FieldDefinitionNode[],
  } as const;
  return print(extension);
}

function membersOf(node: TypeDefinitionNode): readonly Member[] {
  if (node.kind === Kind.ENUM_TYPE_DEFINITION) return node.values ?? [];
  return 'fields' in node ? (node.fields ?? []) : [];
}

function typesOf(supergraphSdl: string): Map<string, TypeDefinitionNode> {
  const types = new Map<string, TypeDefinitionNode>();
  for (const node of parse(supergraphSdl).definitions) {
    if (!isApiType(node)) continue;
    const shown = visit(node, {
      enter: (child) => (isHidden(child) ? null : undefined),
      Directive: ({ name }) => (apiDirectives.has(name.value) ? undefined : null),
    });
    types.set(node.name.value, shown);
  }
  return types;
}

function isApiType(node: DefinitionNode): node is TypeDefinitionNode {
  return (
    node.kind.endsWith('TypeDefinition') &&
    !machinery.test((node as TypeDefinitionNode).name.value) &&
    !isHidden(node)
  );
}

function isHidden(node: ASTNode): boolean {
  const { directives = [] } = node as {
    directives?: readonly { readonly name: { readonly value: string } }[];
  };
  return directives.some(({ name }) => name.value === 'inaccessible');
}
