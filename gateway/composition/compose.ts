import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import { messageOf } from '@forgepoint/common/forge-error.ts';
import { changesOfCore } from './core-intact.ts';

export interface ComposedSubgraph {
  readonly name: string;
  /** With federation directives. */
  readonly sdl: string;
  readonly url: string;
}

export interface CompositionProblem {
  /** Of @apollo/composition, such as `SATISFIABILITY_ERROR`; empty when it has none. */
  readonly code: string;
  readonly message: string;
}

export type Composition =
  | { readonly kind: 'composed'; readonly supergraphSdl: string }
  | { readonly kind: 'failed'; readonly problems: readonly CompositionProblem[] };

/**
 * Composes subgraphs into a supergraph; if core is among them, nothing of it may change. Takes its time, and more
 * of it than there is when an SDL wants that: see composer/.
 */
export function compose(subgraphs: readonly ComposedSubgraph[]): Composition {
  const core = subgraphs.find(({ name }) => name === coreSubgraph);
  try {
    const result = composeServices(
      subgraphs.map(({ name, sdl, url }) => ({ name, url, typeDefs: parse(sdl) })),
    );
    if (result.supergraphSdl === undefined) {
      return { kind: 'failed', problems: result.errors.map(problemOf) };
    }
    const changes = changesOfCore(core, result.supergraphSdl);
    return changes.length === 0
      ? { kind: 'composed', supergraphSdl: result.supergraphSdl }
      : { kind: 'failed', problems: changes.map((message) => ({ code: 'CORE_CHANGED', message })) };
  } catch (error) {
    return { kind: 'failed', problems: [{ code: '', message: messageOf(error) }] };
  }
}

function problemOf({
  message,
  extensions,
}: {
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>>;
}): CompositionProblem {
  const { code } = extensions;
  return { code: typeof code === 'string' ? code : '', message };
}
