/** What wrapping makes of a component's SDL: all that is needed to serve it as a subgraph. */
export interface SubgraphPlan {
  /** SDL with federation directives, printed from its AST. */
  readonly sdl: string;
  /** How `_entities` answers, by type name; a type that is missing here cannot be looked up. */
  readonly entities: ReadonlyMap<string, EntitySource>;
}

export type EntitySource =
  /** Another subgraph owns the type: the representation is the parent that the guest gets. */
  | { readonly kind: 'stub' }
  /**
   * The guest is asked `__resolveReference` with the type as parent type and the representation as parent. For
   * an abstract type it says in `__typename` which one it found.
   */
  | { readonly kind: 'reference'; readonly abstract: boolean }
  /** The guest's own root query field is asked with the id as its only argument. */
  | { readonly kind: 'root-field'; readonly field: string; readonly argument: string };
