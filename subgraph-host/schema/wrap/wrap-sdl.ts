import type { ExtensionGrants } from '@forgepoint/common/extension-grants.ts';
import { keysOf } from '@forgepoint/common/schema/entity-fields.ts';
import { withNullableBoundary } from '@forgepoint/common/schema/nullable-boundary.ts';
import { authorLimits } from '@forgepoint/common/schema/parse-sdl.ts';
import { printSubgraph } from '@forgepoint/common/schema/print-subgraph.ts';
import { readSubgraph } from '@forgepoint/common/schema/read-subgraph.ts';
import type { RepositoryField } from '@forgepoint/common/schema/repository-record.ts';
import type { SdlProblem } from '@forgepoint/common/schema/sdl-problem.ts';
import type { SubgraphPlan } from '../plan.ts';
import { checkReferences } from './check-references.ts';
import { checkSchema } from './check-schema.ts';
import { entitySources } from './entity-sources.ts';
import { keyProblems } from './key-problems.ts';
import { withKeys } from './own-keys.ts';
import { withoutReferences } from './references.ts';
import { withStubs } from './stubs.ts';

export interface WrapInput {
  readonly extension: string;
  /** As the author wrote it. */
  readonly sdl: string;
  /** Types of its own that the guest can be asked for by a representation. */
  readonly entities: 'every' | readonly string[];
  readonly grants: ExtensionGrants;
  /** What the guest is told about the repository that a field is asked on; what its interface promises. */
  readonly repositoryFields: readonly RepositoryField[];
}

export type WrapResult =
  | { readonly kind: 'wrapped'; readonly plan: SubgraphPlan }
  | { readonly kind: 'refused'; readonly problems: readonly SdlProblem[] };

/** Types of core, which no grant lets an extension touch. The gateway knows them from core itself. */
const coreTypes: ReadonlySet<string> = new Set([
  'Group',
  'Repository',
  'CreateGroupInput',
  'CreateRepositoryInput',
]);

/**
 * Makes a federation subgraph of a component's SDL: read → keys → stubs → nullable boundary → printed from its
 * AST. Pure.
 */
export function wrapSdl({ extension, sdl, entities, grants, repositoryFields }: WrapInput): WrapResult {
  const read = readSubgraph({ extension, sdl, limits: authorLimits, grants, coreTypes, writtenBy: 'author' });
  if (read.kind === 'refused') return read;
  const document = withoutReferences(read.document);
  const unfit = [...checkReferences(document), ...keyProblems(document)];
  if (unfit.length > 0) return { kind: 'refused', problems: unfit };
  const sources = entitySources(document, entities);
  const stubs = withStubs(withKeys(document, sources), repositoryFields);
  const wrapped = withNullableBoundary(stubs);
  const invalid = checkSchema(wrapped);
  if (invalid.length > 0) return { kind: 'refused', problems: invalid };
  const extended = [...wrapped.foreign].filter(([, node]) =>
    keysOf(node).some(({ resolvable }) => resolvable),
  );
  const stubSources = extended.map(([name]) => [name, { kind: 'stub' }] as const);
  return {
    kind: 'wrapped',
    plan: { sdl: printSubgraph(wrapped), entities: new Map([...sources, ...stubSources]) },
  };
}
