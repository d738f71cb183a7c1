import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import type { WireError } from '@forgepoint/common/forge-error.ts';
import type { Candidate } from './candidate.ts';
import type { Claims, TypeClaim } from './claims.ts';
import {
  fieldTaken,
  keyFieldDiffers,
  keyUnknown,
  missing,
  notAnEntity,
  notAnInterface,
  overridesAnother,
  typeTaken,
} from './conflicts.ts';
import type { AddedField, SchemaNames, Stub, TypeShape } from './schema-names.ts';

/** Why a subgraph can't be part of the graph. */
export type NameProblem =
  /** It has to be changed. */
  | { readonly kind: 'conflict'; readonly error: WireError }
  /** It would do if another were there. */
  | { readonly kind: 'missing'; readonly error: WireError };

/**
 * Who owns which name while subgraphs ask one after the other: first all define their types, then all attach
 * what they add to others'. A name in the claims is its owner's even while that is away.
 */
export class Registry {
  readonly #types: Map<string, TypeClaim>;
  /** Owner by coordinate. */
  readonly #fields: Map<string, string>;
  /** Subgraphs that have defined their types. */
  readonly #served = new Set<string>();
  /** Types that their owner has defined this time. */
  readonly #defined = new Set<string>();
  /** Subgraphs that ask, whether they get what they want or not. */
  readonly #present: ReadonlySet<string>;
  /** Who of them would define a type, by its name. */
  readonly #offers: ReadonlyMap<string, string>;

  constructor(core: SchemaNames, { types, fields }: Claims, candidates: readonly Candidate[]) {
    this.#present = new Set([coreSubgraph, ...candidates.map(({ name }) => name)]);
    this.#offers = new Map(
      candidates.flatMap(({ name, names }) => [...names.types.keys()].map((type) => [type, name] as const)),
    );
    this.#types = new Map(types);
    this.#fields = new Map(fields);
    this.#take(coreSubgraph, core);
  }

  /** Takes the types and root fields that a subgraph defines, all or none. */
  define(name: string, names: SchemaNames): NameProblem | undefined {
    for (const [type, shape] of names.types) {
      const owned = this.#types.get(type);
      if (owned !== undefined && owned.owner !== name && !isSame(owned.shape, shape)) {
        return conflict(typeTaken(name, type, shape, { ...owned, present: this.#present.has(owned.owner) }));
      }
      const taken = this.#takenOwnField(name, type, shape);
      if (taken !== undefined) return taken;
    }
    for (const [coordinate, { overrides }] of names.rootFields) {
      const owner = this.#fields.get(coordinate);
      if (owner !== undefined && owner !== name && overrides === undefined) {
        return this.#taken(name, coordinate, owner);
      }
    }
    this.#take(name, names);
    return undefined;
  }

  /** Takes the fields that a subgraph adds to others' types, all or none, once everybody has defined. */
  attach(name: string, names: SchemaNames): NameProblem | undefined {
    for (const [type, stub] of names.stubs) {
      const problem = this.#stubProblem(name, type, stub);
      if (problem !== undefined) return problem;
    }
    for (const [coordinate, { overrides }] of addedIn(names)) {
      if (overrides === undefined) this.#fields.set(coordinate, name);
    }
    return undefined;
  }

  /** Looks for the fields that a subgraph reads or overrides, once everybody has attached. */
  depend(name: string, names: SchemaNames): NameProblem | undefined {
    for (const [coordinate, { overrides }] of [...names.rootFields, ...addedIn(names)]) {
      if (overrides === undefined) continue;
      const owner = this.#ownerOf(coordinate);
      if (owner === overrides && owner !== coreSubgraph) continue;
      return conflict(overridesAnother(name, coordinate, overrides, owner));
    }
    for (const coordinate of readsOf(names)) {
      const owner = this.#ownerOf(coordinate);
      if (owner !== undefined && owner !== name && this.#served.has(owner)) continue;
      const other = owner === name ? undefined : owner;
      return { kind: 'missing', error: missing(name, { word: 'field', coordinate }, other, false) };
    }
    return undefined;
  }

  /** Subgraphs, beside core and itself, that one builds on. */
  dependencies(name: string, names: SchemaNames): ReadonlySet<string> {
    const owners = new Set([
      ...[...names.stubs.keys()].map((type) => this.ownerOfType(type) ?? coreSubgraph),
      ...readsOf(names).map((coordinate) => this.#ownerOf(coordinate) ?? coreSubgraph),
    ]);
    owners.delete(coreSubgraph);
    owners.delete(name);
    return owners;
  }

  /** Whose a type is. */
  ownerOfType(type: string): string | undefined {
    return this.#types.get(type)?.owner;
  }

  /** The claims to keep, with those of the accepted. Core's stay out: they come first anyway. */
  claims(order: readonly string[]): Claims {
    return {
      order,
      types: new Map([...this.#types].filter(([, { owner }]) => owner !== coreSubgraph)),
      fields: new Map([...this.#fields].filter(([, owner]) => owner !== coreSubgraph)),
    };
  }

  #take(name: string, { types, rootFields }: SchemaNames): void {
    this.#served.add(name);
    for (const [type, shape] of types) {
      const owner = this.#types.get(type)?.owner;
      if (owner !== undefined && owner !== name && name !== coreSubgraph) continue;
      this.#types.set(type, { owner: name, shape });
      this.#defined.add(type);
    }
    for (const [coordinate, { overrides }] of rootFields) {
      if (overrides === undefined) this.#fields.set(coordinate, name);
    }
    if (name !== coreSubgraph) return;
    // What core has is nobody else's, whatever was claimed before core had it.
    for (const [type, shape] of types) {
      if (shape.kind !== 'entity') continue;
      for (const field of Object.keys(shape.fields)) this.#fields.delete(`${type}.${field}`);
    }
  }

  /** A field that another was the first to add to this type stays that one's. */
  #takenOwnField(name: string, type: string, shape: TypeShape): NameProblem | undefined {
    if (shape.kind !== 'entity') return undefined;
    for (const field of Object.keys(shape.fields)) {
      const owner = this.#fields.get(`${type}.${field}`);
      if (owner !== undefined && owner !== name) return this.#taken(name, `${type}.${field}`, owner);
    }
    return undefined;
  }

  #taken(name: string, coordinate: string, owner: string): NameProblem {
    return conflict(fieldTaken(name, coordinate, { owner, present: this.#present.has(owner) }));
  }

  #stubProblem(name: string, type: string, stub: Stub): NameProblem | undefined {
    const owned = this.#types.get(type);
    if (owned === undefined || !this.#defined.has(type)) {
      const known = owned?.owner ?? this.#offers.get(type);
      const owner = known === name ? undefined : known;
      const isServed = owner !== undefined && this.#served.has(owner);
      return { kind: 'missing', error: missing(name, { word: 'type', coordinate: type }, owner, isServed) };
    }
    const { owner, shape } = owned;
    if (shape.kind !== 'entity') return conflict(notAnEntity(name, type, owned));
    if (stub.interfaceObject !== (shape.word === 'interface')) {
      return conflict(
        stub.interfaceObject ? notAnInterface(name, type, owner) : notAnEntity(name, type, owned),
      );
    }
    const unknown = stub.keys.find((key) => !shape.keys.includes(key));
    if (unknown !== undefined) return conflict(keyUnknown(name, type, unknown, owner, shape.keys));
    for (const [field, written] of stub.keyFields) {
      const expected = Object.hasOwn(shape.fields, field) ? shape.fields[field] : undefined;
      if (written !== expected) {
        return conflict(keyFieldDiffers(name, `${type}.${field}`, written, owner, expected));
      }
    }
    for (const [coordinate, { overrides }] of stub.added) {
      const taken = this.#ownerOf(coordinate);
      if (overrides !== undefined || taken === undefined || taken === name) continue;
      return this.#taken(name, coordinate, taken);
    }
    return undefined;
  }

  /** Whose a field of an entity or of a root type is. */
  #ownerOf(coordinate: string): string | undefined {
    const claimed = this.#fields.get(coordinate);
    if (claimed !== undefined) return claimed;
    const [type = '', field = ''] = coordinate.split('.');
    const owned = this.#types.get(type);
    return owned?.shape.kind === 'entity' && Object.hasOwn(owned.shape.fields, field)
      ? owned.owner
      : undefined;
  }
}

function addedIn({ stubs }: SchemaNames): readonly (readonly [string, AddedField])[] {
  return [...stubs.values()].flatMap(({ added }) => [...added]);
}

function readsOf({ stubs, reads }: SchemaNames): readonly string[] {
  return [...reads, ...[...stubs.values()].flatMap((stub) => stub.reads)];
}

function isSame(a: TypeShape, b: TypeShape): boolean {
  return a.kind === 'value' && b.kind === 'value' && a.word === b.word && a.form === b.form;
}

function conflict(error: WireError): NameProblem {
  return { kind: 'conflict', error };
}
