import {
  getNamedType,
  isCompositeType,
  isEnumType,
  isObjectType,
  isAbstractType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import type { Random } from '../../support/random.ts';

const maxDepth = 4;
/** Not that of a key: @apollo/gateway takes a field that is given its name for the key. */
const aliases = ['constructor', 'other', 'toString', 'name'] as const;
/** Values of optional arguments. */
const literals: Readonly<Record<string, readonly string[]>> = {
  Boolean: ['true', 'false', '$on', '$off'],
  Int: ['0', '3', '-1'],
};
const conditions = [
  '',
  '',
  '',
  '',
  ' @include(if: $on)',
  ' @skip(if: $on)',
  ' @skip(if: $off)',
  ' @include(if: true)',
];

const probe = 'probe: __typename @include(if: $on) @skip(if: $off)';

/** Writes operations that a schema takes, most of which are valid. */
export class RandomOperation {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;

  constructor(schema: GraphQLSchema, random: Random) {
    this.#schema = schema;
    this.#random = random;
  }

  /** @returns a query with the variables `on` and `off` of type Boolean! */
  query(): string {
    const root = this.#schema.getQueryType();
    if (!root) throw new Error('the schema has no queries');
    return `query ($on: Boolean!, $off: Boolean! = false) { ${probe} ${this.#selections(root, 0)} }`;
  }

  /** @returns the same of entities of some types, with the variable `representations` */
  entities(typeNames: readonly string[]): string {
    const selections = typeNames.map((name) => {
      const type = this.#schema.getType(name);
      if (!isObjectType(type)) throw new Error(`the schema has no type ${name}`);
      return `... on ${name} { ${this.#selections(type, 0)} }`;
    });
    return `query ($on: Boolean!, $off: Boolean! = false, $representations: [_Any!]!) {
      ${probe} _entities(representations: $representations) { __typename ${selections.join(' ')} } }`;
  }

  #selections(type: GraphQLCompositeType, depth: number): string {
    return this.#random.several(1, 4, () => this.#selection(type, depth)).join(' ');
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const condition = this.#random.pick(conditions);
    if (this.#random.chance(0.1)) return `__typename${condition}`;
    if (isAbstractType(type) ? this.#random.chance(0.6) : this.#random.chance(0.15)) {
      const on = this.#typeFor(type);
      return `... on ${on.name}${condition} { ${this.#selections(on, depth + 1)} }`;
    }
    const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
    const usable = fields
      .filter(({ name }) => !name.startsWith('_'))
      .filter((field) => depth < maxDepth || !isCompositeType(getNamedType(field.type)));
    if (usable.length === 0) return '__typename';
    return this.#field(this.#random.pick(usable), condition, depth);
  }

  #field({ name, type, args }: GraphQLField<unknown, unknown>, condition: string, depth: number): string {
    const named = getNamedType(type);
    const alias = this.#random.chance(0.12) ? `${this.#random.pick(aliases)}: ` : '';
    const below = isCompositeType(named) ? ` { ${this.#selections(named, depth + 1)} }` : '';
    return `${alias}${name}${this.#arguments(args)}${condition}${below}`;
  }

  #arguments(args: readonly GraphQLArgument[]): string {
    const given = args
      .filter(() => this.#random.chance(0.4))
      .map(({ name, type }) => {
        const named = getNamedType(type);
        const values = isEnumType(named)
          ? named.getValues().map((value) => value.name)
          : literals[named.name];
        return `${name}: ${this.#random.pick(values ?? [])}`;
      });
    return given.length === 0 ? '' : `(${given.join(', ')})`;
  }

  /** For a fragment: the type itself, or one that has something in common with it. */
  #typeFor(type: GraphQLCompositeType): GraphQLCompositeType {
    if (isAbstractType(type)) return this.#random.pick(this.#schema.getPossibleTypes(type));
    const interfaces = isObjectType(type) ? type.getInterfaces() : [];
    return this.#random.pick([type, ...interfaces]);
  }
}
