import { Kind, print, type ASTNode, type TypeDefinitionNode } from 'graphql';
import { withoutDescriptions } from '@forgepoint/common/schema/type-nodes.ts';

/** Parts whose order says nothing. What stands in a list value keeps its order. */
const unordered: ReadonlySet<string> = new Set([
  'fields',
  'values',
  'types',
  'interfaces',
  'arguments',
  'directives',
]);

/**
 * A type as SDL without descriptions and with everything in order of its text: structurally identical
 * definitions, and only these, have the same form. Arguments, default values and directives are part of it;
 * `@shareable`, which every value type has, is not.
 */
export function formOf(node: TypeDefinitionNode): string {
  return print(ordered(withoutDescriptions(node)));
}

/** The form on one line, for a sentence; cut where it gets long. */
export function shownForm(form: string): string {
  const line = form.replaceAll(/\s+/g, ' ');
  return line.length > maxShown ? `${line.slice(0, maxShown)}…` : line;
}

const maxShown = 400;

function ordered<Node extends ASTNode>(node: Node): Node {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc' || key === 'block') continue;
    if (Array.isArray(value)) {
      const parts = (value as readonly ASTNode[]).filter((part) => !isShareable(part)).map(ordered);
      const sorts = unordered.has(key) && node.kind !== Kind.LIST;
      copy[key] = sorts ? inOrderOfText(parts) : parts;
    } else {
      copy[key] = isNode(value) ? ordered(value) : value;
    }
  }
  return copy as unknown as Node;
}

function isShareable(node: ASTNode): boolean {
  return node.kind === Kind.DIRECTIVE && node.name.value === 'shareable';
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

function inOrderOfText(nodes: readonly ASTNode[]): readonly ASTNode[] {
  const texts = new Map(nodes.map((node) => [node, print(node)]));
  const text = (node: ASTNode): string => texts.get(node) ?? '';
  return nodes.toSorted((a, b) => (text(a) < text(b) ? -1 : Number(text(a) > text(b))));
}
