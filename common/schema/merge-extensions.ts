import {
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from 'graphql';
import { problemAt, type SdlProblem } from './sdl-problem.ts';
import { isRootType } from './subgraph-document.ts';
import { kindWord } from './type-nodes.ts';

export interface MergedTypes {
  readonly types: ReadonlyMap<string, TypeDefinitionNode>;
  readonly foreign: ReadonlyMap<string, ObjectTypeExtensionNode>;
  readonly problems: readonly SdlProblem[];
}

/**
 * Makes one node of each type: `type Query` and `extend type Query` mean the same, an extension of an own type
 * becomes part of it, and what extends a type that isn't here is put together by name.
 */
export function mergeExtensions(
  definitions: readonly TypeDefinitionNode[],
  extensions: readonly TypeExtensionNode[],
): MergedTypes {
  const types = new Map<string, TypeDefinitionNode>();
  const foreign = new Map<string, ObjectTypeExtensionNode>();
  const problems: SdlProblem[] = [];
  const marked: TypeExtensionNode[] = [];
  for (const node of definitions) {
    const name = node.name.value;
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION && extendsByDirective(node)) {
      marked.push(asExtension(node));
    } else if (types.has(name)) {
      problems.push(problemAt(node, `"${name}" is defined twice.`, 'Define it once.'));
    } else {
      types.set(name, node);
    }
  }
  for (const [name, nodes] of Map.groupBy([...marked, ...extensions], (node) => node.name.value)) {
    const own = types.get(name);
    const word = own === undefined ? 'type' : kindWord(own.kind);
    const fitting = nodes.filter((node) => kindWord(node.kind) === word);
    problems.push(
      ...nodes
        .filter((node) => kindWord(node.kind) !== word)
        .map((node) => (own === undefined ? onlyTypes(node) : anotherKind(node, word))),
    );
    const [first] = fitting;
    if (own !== undefined) types.set(name, joined(own, fitting));
    else if (first?.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
    else if (isRootType(name)) {
      types.set(name, joined({ ...first, kind: Kind.OBJECT_TYPE_DEFINITION }, fitting.slice(1)));
    } else foreign.set(name, joined(first, fitting.slice(1)));
  }
  for (const [name, node] of types) if (isRootType(name)) types.set(name, undescribed(node));
  return { types, foreign, problems };
}

function anotherKind(node: TypeExtensionNode, word: string): SdlProblem {
  const name = node.name.value;
  return problemAt(
    node,
    `"${name}" is extended as ${kindWord(node.kind)}, but defined as ${word}.`,
    `Write "extend ${word} ${name}".`,
  );
}

function onlyTypes(node: TypeExtensionNode): SdlProblem {
  return problemAt(
    node,
    `The ${kindWord(node.kind)} "${node.name.value}" is extended, but not defined here.`,
    'Only object types of others can be extended; define one of your own under another name.',
  );
}

const extending: ReadonlySet<string> = new Set(['extends', 'interfaceObject']);

/** `type X @extends` is `extend type X`; what stands for another's interface is a part of that. */
function extendsByDirective(node: ObjectTypeDefinitionNode): boolean {
  return (node.directives ?? []).some(({ name }) => extending.has(name.value));
}

function asExtension({ description: _, ...node }: ObjectTypeDefinitionNode): ObjectTypeExtensionNode {
  const directives = (node.directives ?? []).filter(({ name }) => name.value !== 'extends');
  return { ...node, kind: Kind.OBJECT_TYPE_EXTENSION, directives };
}

/** What is said of `Query` as a whole would be said of every subgraph's. */
function undescribed(node: TypeDefinitionNode): TypeDefinitionNode {
  const { description: _, ...rest } = node;
  return rest;
}

/** The lists of all in one; the place is that of the first. */
function joined<Node extends TypeDefinitionNode | TypeExtensionNode>(
  first: Node,
  others: readonly TypeExtensionNode[],
): Node {
  if (others.length === 0) return first;
  const merged: Record<string, unknown> = { ...first };
  for (const key of ['fields', 'values', 'types', 'interfaces', 'directives']) {
    const lists = [first, ...others].map((node) => (node as unknown as Record<string, unknown>)[key]);
    if (lists.some(Array.isArray)) merged[key] = lists.flatMap((list) => (Array.isArray(list) ? list : []));
  }
  return merged as unknown as Node;
}
