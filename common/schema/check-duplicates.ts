import { type ASTNode, type NameNode } from 'graphql';
import { knownDirectives } from './known-directives.ts';
import { problemAt, type SdlProblem } from './sdl-problem.ts';
import type { SubgraphDocument } from './subgraph-document.ts';

/** What one type can hold only once. */
const lists = [
  ['fields', 'field'],
  ['values', 'value'],
  ['types', 'member'],
  ['interfaces', 'interface'],
  ['arguments', 'argument'],
] as const;

type Named = ASTNode & { readonly name: NameNode };

/** Names that stand twice in one type, in one field or on one node. */
export function checkDuplicates({ types, foreign, directives }: SubgraphDocument): readonly SdlProblem[] {
  const problems: SdlProblem[] = [];
  const check = (node: Named, path: string): void => {
    const parts = node as unknown as Readonly<Record<string, readonly Named[] | undefined>>;
    for (const [key, what] of lists) {
      const seen = new Set<string>();
      for (const part of parts[key] ?? []) {
        const name = part.name.value;
        if (seen.has(name)) {
          problems.push(
            problemAt(part, `The ${what} "${name}" of "${path}" is there twice.`, 'Write it once.'),
          );
        }
        seen.add(name);
        if (key === 'fields' || key === 'arguments' || key === 'values') check(part, `${path}.${name}`);
      }
    }
    const onNode = new Set<string>();
    for (const directive of parts['directives'] ?? []) {
      const name = directive.name.value;
      if (onNode.has(name) && knownDirectives.get(name)?.repeatable === false) {
        problems.push(problemAt(directive, `@${name} is there twice on "${path}".`, 'Write it once.'));
      }
      onNode.add(name);
    }
  };
  for (const node of [...types.values(), ...foreign.values()]) check(node, node.name.value);
  const seen = new Set<string>();
  for (const node of directives) {
    const name = node.name.value;
    if (seen.has(name)) problems.push(problemAt(node, `@${name} is defined twice.`, 'Define it once.'));
    seen.add(name);
    check(node, `@${name}`);
  }
  return problems;
}
