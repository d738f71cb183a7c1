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
  const marked: ObjectTypeExtensionNode[] = [];
  for (const node of definitions) {
    const name = node.name.value;
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION && extendsByDirective(node)) {
      marked.push(asExtension(node));
    } else if (types.has(name)) {
      problems.push(problemAt(node, `"${name}" is defined twice.`, 'Define it once.'));
    } else {
      types.set(name, isRootType(name) ? bare(node) : node);
    }
  }
  for (const node of [...marked, ...extensions]) {
    const name = node.name.value;
    const own = types.get(name);
    if (own !== undefined && kindWord(own.kind) === kindWord(node.kind)) {
      types.set(name, isRootType(name) ? bare(joined(own, node)) : joined(own, node));
    } else if (own !== undefined) {
      problems.push(
        problemAt(
          node,
          `"${name}" is extended as ${kindWord(node.kind)}, but defined as ${kindWord(own.kind)}.`,
          `Write "extend ${kindWord(own.kind)} ${name}".`,
        ),
      );
    } else if (node.kind !== Kind.OBJECT_TYPE_EXTENSION) {
      problems.push(
        problemAt(
          node,
          `The ${kindWord(node.kind)} "${name}" is extended, but not defined here.`,
          'Only object types of others can be extended; define one of your own under another name.',
        ),
      );
    } else if (isRootType(name)) {
      types.set(name, bare({ ...node, kind: Kind.OBJECT_TYPE_DEFINITION }));
    } else {
      const before = foreign.get(name);
      foreign.set(name, before === undefined ? node : joined(before, node));
    }
  }
  return { types, foreign, problems };
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
function bare(node: TypeDefinitionNode): TypeDefinitionNode {
  const { description: _, ...rest } = node;
  return rest;
}

/** Lists of both; the place is that of the first. */
function joined<Node extends TypeDefinitionNode | TypeExtensionNode>(
  first: Node,
  second: TypeDefinitionNode | TypeExtensionNode,
): Node {
  const merged: Record<string, unknown> = { ...first };
  for (const [key, value] of Object.entries(second)) {
    if (!Array.isArray(value)) continue;
    const before = merged[key];
    merged[key] = [...(Array.isArray(before) ? (before as unknown[]) : []), ...(value as unknown[])];
  }
  return merged as unknown as Node;
}
