import {
  Kind,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DirectiveDefinitionNode,
  type OperationTypeDefinitionNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from 'graphql';
import type { ExtensionGrants } from '../extension-grants.ts';
import { checkDirectives } from './check-directives.ts';
import { checkDuplicates } from './check-duplicates.ts';
import { checkNames } from './check-names.ts';
import { checkRootTypes } from './check-root-types.ts';
import { DirectiveNames } from './directive-names.ts';
import { withoutMachinery } from './machinery.ts';
import { mergeExtensions } from './merge-extensions.ts';
import { parseSdl, type SdlLimits } from './parse-sdl.ts';
import { problemAt, type SdlProblem } from './sdl-problem.ts';
import { readLinks } from './spec-links.ts';
import type { SubgraphDocument } from './subgraph-document.ts';

export interface SubgraphSource {
  /** Name of the extension. */
  readonly extension: string;
  readonly sdl: string;
  readonly limits: SdlLimits;
  readonly grants: ExtensionGrants;
  /** Types that no grant lets an extension touch. */
  readonly coreTypes: ReadonlySet<string>;
  /** Who wrote it: an author's SDL can't have what a subgraph's library adds to it. */
  readonly writtenBy: 'author' | 'subgraph';
}

export type ReadSubgraph =
  | { readonly kind: 'read'; readonly document: SubgraphDocument }
  | { readonly kind: 'refused'; readonly problems: readonly SdlProblem[] };

/**
 * The gate that every SDL passes, an author's in the host and a subgraph's in the gateway: bounded, without
 * reserved names, with no directive that isn't permitted.
 */
export function readSubgraph(source: SubgraphSource): ReadSubgraph {
  const parsed = parseSdl(source.sdl, source.limits);
  if ('problem' in parsed) return { kind: 'refused', problems: [parsed.problem] };
  const { definitions } = parsed.document;
  const parts = takeApart(source.writtenBy === 'author' ? definitions : withoutMachinery(definitions));
  const { links, problems } = readLinks(parts.schemaDirectives, source.grants.federation);
  const names = new DirectiveNames(links.federation);
  const merged = mergeExtensions(
    parts.definitions.map((node) => names.restoreIn(node)),
    parts.extensions.map((node) => names.restoreIn(node)),
  );
  const document: SubgraphDocument = {
    federation: links.federation?.minor,
    types: merged.types,
    foreign: merged.foreign,
    directives: parts.directives,
    schemaDirectives: [
      ...links.others,
      ...parts.schemaDirectives
        .filter(({ name }) => name.value !== 'link')
        .map((directive) => names.restoreIn(directive)),
    ],
  };
  const all = [
    ...parts.problems,
    ...problems,
    ...names.problems,
    ...merged.problems,
    ...checkRootTypes(document, parts.operationTypes),
    ...checkNames(document),
    ...checkDuplicates(document),
    ...checkDirectives(document, source),
  ];
  return all.length === 0 ? { kind: 'read', document } : { kind: 'refused', problems: all };
}

interface Parts {
  readonly definitions: readonly TypeDefinitionNode[];
  readonly extensions: readonly TypeExtensionNode[];
  readonly directives: readonly DirectiveDefinitionNode[];
  readonly schemaDirectives: readonly ConstDirectiveNode[];
  readonly operationTypes: readonly OperationTypeDefinitionNode[];
  readonly problems: readonly SdlProblem[];
}

function takeApart(nodes: readonly DefinitionNode[]): Parts {
  const schemas = nodes.filter(
    (node) => node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION,
  );
  const executable = nodes.filter(
    (node) => node.kind === Kind.OPERATION_DEFINITION || node.kind === Kind.FRAGMENT_DEFINITION,
  );
  return {
    definitions: nodes.filter(isTypeDefinitionNode),
    extensions: nodes.filter(isTypeExtensionNode),
    directives: nodes.filter((node) => node.kind === Kind.DIRECTIVE_DEFINITION),
    schemaDirectives: schemas.flatMap(({ directives = [] }) => directives),
    operationTypes: schemas.flatMap(({ operationTypes = [] }) => operationTypes),
    problems: executable.map((node) =>
      problemAt(node, 'An operation has no place in a schema.', 'Write types and extensions of types only.'),
    ),
  };
}
