import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

export interface ComposedSubgraph {
  readonly name: string;
  /** With federation directives. */
  readonly sdl: string;
  readonly url: string;
}

export type Composition =
  | { readonly kind: 'composed'; readonly supergraphSdl: string }
  | { readonly kind: 'failed'; readonly problems: readonly string[] };

/** Composes subgraphs into a supergraph. Takes its time: see compose-in-worker.ts. */
export function compose(subgraphs: readonly ComposedSubgraph[]): Composition {
  const result = composeServices(
    subgraphs.map(({ name, sdl, url }) => ({ name, url, typeDefs: parse(sdl) })),
  );
  if (result.supergraphSdl !== undefined) return { kind: 'composed', supergraphSdl: result.supergraphSdl };
  return { kind: 'failed', problems: result.errors.map(({ message }) => message) };
}
