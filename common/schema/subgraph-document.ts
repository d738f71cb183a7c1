import type {
  ConstDirectiveNode,
  DirectiveDefinitionNode,
  ObjectTypeExtensionNode,
  TypeDefinitionNode,
} from 'graphql';

/**
 * The SDL of one subgraph, taken apart: each type once, directives by the names of their specifications. Nodes
 * keep the place where they stand in the SDL that was read.
 */
export interface SubgraphDocument {
  /** Minor version of federation 2 that the SDL links; `undefined`: it doesn't say. */
  readonly federation: number | undefined;
  /** What it defines, extensions merged in, by name and in its order; `Query` and `Mutation` among them. */
  readonly types: ReadonlyMap<string, TypeDefinitionNode>;
  /** Object types of others that it extends or refers to, by name. */
  readonly foreign: ReadonlyMap<string, ObjectTypeExtensionNode>;
  /** Of directives that are its own. */
  readonly directives: readonly DirectiveDefinitionNode[];
  /** Links to other specifications than federation, and `@composeDirective`. */
  readonly schemaDirectives: readonly ConstDirectiveNode[];
}

const rootTypes: ReadonlySet<string> = new Set(['Query', 'Mutation']);

export function isRootType(name: string): boolean {
  return rootTypes.has(name);
}

const builtInScalars: ReadonlySet<string> = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);

export function isBuiltInScalar(name: string): boolean {
  return builtInScalars.has(name);
}
