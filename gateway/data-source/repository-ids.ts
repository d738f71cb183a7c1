import { Kind, parse, type ValueNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { repositoryIdArgument } from '@forgepoint/common/context-envelope.ts';

/** Where an operation names a repository: a literal id, or a variable (or one field of it). */
type Place =
  | { readonly kind: 'literal'; readonly id: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'variable-field'; readonly name: string };

const maxIds = 100;
const maxOperations = 2_000;

/** Finds the repositories that the root fields of a subgraph operation are about. */
export class RepositoryIds {
  readonly #places = new LRUCache<string, readonly Place[]>({ max: maxOperations });

  /** @returns ids, each once, 100 at most */
  in(query: string, variables: Readonly<Record<string, unknown>>): readonly string[] {
    const places = this.#places.get(query) ?? placesIn(query);
    this.#places.set(query, places);
    if (places.length === 0) return [];
    const ids = new Set<string>();
    for (const place of places) {
      const id = idAt(place, variables);
      if (typeof id === 'string' && ids.size < maxIds) ids.add(id);
    }
    return [...ids];
  }
}

function idAt(place: Place, variables: Readonly<Record<string, unknown>>): unknown {
  if (place.kind === 'literal') return place.id;
  const value = variables[place.name];
  if (place.kind === 'variable') return value;
  return typeof value === 'object' && value !== null ? Reflect.get(value, repositoryIdArgument) : undefined;
}

function placesIn(query: string): readonly Place[] {
  const places: Place[] = [];
  for (const definition of parse(query).definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const selection of definition.selectionSet.selections) {
      if (selection.kind !== Kind.FIELD) continue;
      for (const { name, value } of selection.arguments ?? []) places.push(...placesOf(name.value, value));
    }
  }
  return places;
}

function placesOf(argument: string, value: ValueNode): readonly Place[] {
  const isId = argument === repositoryIdArgument;
  switch (value.kind) {
    case Kind.STRING:
      return isId ? [{ kind: 'literal', id: value.value }] : [];
    case Kind.VARIABLE:
      return [{ kind: isId ? 'variable' : 'variable-field', name: value.name.value }];
    case Kind.OBJECT:
      return value.fields.flatMap((field) =>
        field.name.value === repositoryIdArgument && field.value.kind !== Kind.OBJECT
          ? placesOf(repositoryIdArgument, field.value)
          : [],
      );
    default:
      return [];
  }
}
