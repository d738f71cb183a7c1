import type { ExtensionGrants } from '@forgepoint/common/extension-grants.ts';
import type { WireError } from '@forgepoint/common/forge-error.ts';
import { withNullableBoundary } from '@forgepoint/common/schema/nullable-boundary.ts';
import { subgraphLimits } from '@forgepoint/common/schema/parse-sdl.ts';
import { printSubgraph } from '@forgepoint/common/schema/print-subgraph.ts';
import { readSubgraph } from '@forgepoint/common/schema/read-subgraph.ts';
import { schemaError } from '@forgepoint/common/schema/sdl-problem.ts';
import type { SubgraphDocument } from '@forgepoint/common/schema/subgraph-document.ts';
import type { ComposedSubgraph } from './compose.ts';
import { namesOf, type SchemaNames } from './schema-names.ts';

/** A subgraph as it gives itself. */
export interface Subgraph {
  readonly name: string;
  /** With federation directives. */
  readonly sdl: string;
  readonly url: string;
}

export interface ExtensionSubgraph extends Subgraph {
  readonly grants: ExtensionGrants;
}

/** A subgraph whose SDL has been read. */
export interface Candidate {
  readonly name: string;
  readonly url: string;
  readonly document: SubgraphDocument;
  readonly names: SchemaNames;
}

export type ReadCandidate =
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  | { readonly kind: 'refused'; readonly error: WireError };

/**
 * Holds an extension's subgraph to the rules that its host keeps: no host is believed, and one that somebody else
 * runs may be of another make. The nullable boundary is drawn here again: what answers `Int!` answers `Int`.
 */
export function readExtension(
  { name, sdl, url, grants }: ExtensionSubgraph,
  coreTypes: ReadonlySet<string>,
): ReadCandidate {
  const read = readSubgraph({
    extension: name,
    sdl,
    limits: subgraphLimits,
    grants,
    coreTypes,
    writtenBy: 'subgraph',
  });
  if (read.kind === 'refused') return { kind: 'refused', error: schemaError(name, read.problems).toWire() };
  const document = withNullableBoundary(read.document);
  return { kind: 'candidate', candidate: { name, url, document, names: namesOf(document) } };
}

/** Core as it is composed, and its names. Its SDL is believed, but for what a library has added to it. */
export interface Core {
  readonly composed: ComposedSubgraph;
  readonly names: SchemaNames;
}

/** @throws ForgeError EXTENSION_SCHEMA_INVALID when it can't be understood */
export function readCore({ name, sdl, url }: Subgraph): Core {
  const read = readSubgraph({
    extension: name,
    sdl,
    limits: subgraphLimits,
    grants: { federation: true, requires: [] },
    coreTypes: new Set(),
    writtenBy: 'subgraph',
  });
  if (read.kind === 'refused') throw schemaError(name, read.problems);
  return {
    composed: { name, url, sdl: printSubgraph(read.document) },
    names: namesOf(read.document),
  };
}
