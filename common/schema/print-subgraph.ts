import { Kind, print, visit, type ASTNode, type DefinitionNode, type DocumentNode } from 'graphql';
import { isFederationDirective, knownDirectives, ownFederation } from './known-directives.ts';
import { directiveNode } from './nodes.ts';
import type { SubgraphDocument } from './subgraph-document.ts';

/** Re-emits a subgraph's SDL with one `@link` that imports what is used, under its own name. */
export function subgraphAst(document: SubgraphDocument): DocumentNode {
  const definitions: readonly DefinitionNode[] = [
    ...document.directives,
    ...document.types.values(),
    ...document.foreign.values(),
  ];
  const used = new Set<string>();
  for (const node of [...definitions, ...document.schemaDirectives]) {
    visit(node as ASTNode, { Directive: ({ name }) => void used.add(name.value) });
  }
  const imports = [...knownDirectives.keys()].filter((name) => used.has(name) && isFederationDirective(name));
  const url = `https://specs.apollo.dev/federation/v2.${document.federation ?? ownFederation}`;
  const link = directiveNode(
    'link',
    imports.length === 0 ? { url } : { url, import: imports.map((name) => `@${name}`) },
  );
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      { kind: Kind.SCHEMA_EXTENSION, directives: [link, ...document.schemaDirectives] },
      ...definitions,
    ],
  };
}

export function printSubgraph(document: SubgraphDocument): string {
  return print(subgraphAst(document));
}
