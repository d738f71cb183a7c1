import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLLeafType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What an operation selects of one field, by response name. */
export interface FieldShape {
  readonly name: string;
  /** The type whose field it is, or that stands in the condition of its fragment. */
  readonly parent: string;
  /** `null` for `__typename`. */
  readonly type: TypeShape | null;
}

export type TypeShape = (
  | { readonly kind: 'leaf'; readonly isValid: (value: unknown) => boolean }
  | { readonly kind: 'list'; readonly of: TypeShape }
  | { readonly kind: 'object'; readonly selection: SelectionShape }
) & {
  readonly isNonNull: boolean;
  /** Its name in SDL, without the last exclamation mark. */
  readonly text: string;
};

/** What shapes are made from. @property isOn whether a variable of `@skip` and `@include` is true */
export interface ShapeSource {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly isOn: (variable: string) => boolean;
}

interface Selected {
  readonly set: SelectionSetNode;
  /** The type that it selects from. */
  readonly type: GraphQLCompositeType;
}

/** What an operation selects of an object; by the type that the object turns out to have. */
export class SelectionShape {
  /** The type that the schema promises. */
  readonly type: GraphQLCompositeType;
  readonly #source: ShapeSource;
  readonly #selected: Selected[];
  /** By type name; `undefined` as key: for an object that doesn't say its type. */
  readonly #fields = new Map<string | undefined, readonly FieldShape[] | undefined>();

  constructor(source: ShapeSource, first: Selected) {
    this.#source = source;
    this.type = first.type;
    this.#selected = [first];
  }

  /** Adds what the same field selects at another place of the operation. */
  add(selected: Selected): void {
    this.#selected.push(selected);
  }

  /**
   * @param typename the object's `__typename`
   * @returns in the order of the answer; `undefined` when the schema has no such composite type
   */
  fieldsOf(typename: string | undefined): readonly FieldShape[] | undefined {
    const known = this.#fields.get(typename);
    if (known !== undefined) return known;
    if (typename !== undefined && !isCompositeType(this.#source.schema.getType(typename))) return undefined;
    const found = new Map<string, FieldShape>();
    for (const { set, type } of this.#selected)
      this.#collect(set, typename, typename ?? type.name, type, found);
    const fields = [...found.values()];
    this.#fields.set(typename, fields);
    return fields;
  }

  /** The name of an object's type when that is one that objects can have. */
  typenameOf(typename: string | undefined, parent: string): string | undefined {
    const { schema } = this.#source;
    const type = (typename === undefined ? undefined : schema.getType(typename)) ?? schema.getType(parent);
    return isObjectType(type) ? type.name : undefined;
  }

  /**
   * @param parent name of the type that the fields are said to belong to
   * @param from the type that `set` selects from
   */
  #collect(
    set: SelectionSetNode,
    typename: string | undefined,
    parent: string,
    from: GraphQLCompositeType,
    found: Map<string, FieldShape>,
  ): void {
    for (const node of set.selections) {
      if (!this.#isSelected(node)) continue;
      if (node.kind === Kind.FIELD) {
        const name = node.alias?.value ?? node.name.value;
        const known = found.get(name);
        if (known === undefined) {
          const type =
            node.name.value === '__typename' ? null : this.#typeOf(node.name.value, from, node.selectionSet);
          found.set(name, { name, parent, type });
        } else if (node.selectionSet !== undefined && known.type !== null) {
          addTo(known.type, node.selectionSet, this.#namedTypeOf(node.name.value, from));
        }
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.#fragment(node.name.value);
      const condition = fragment.typeCondition?.name.value;
      if (condition === undefined) {
        this.#collect(fragment.selectionSet, typename, parent, from, found);
      } else if (this.#applies(condition, typename ?? parent)) {
        const type = this.#source.schema.getType(condition);
        if (!isCompositeType(type)) throw new Error(`the schema has no type ${condition}`);
        this.#collect(fragment.selectionSet, typename, condition, type, found);
      }
    }
  }

  #isSelected({ directives = [] }: SelectionNode): boolean {
    return directives.every(({ name, arguments: args = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return true;
      const value = args.find((argument) => argument.name.value === 'if')?.value;
      const isOn =
        value?.kind === Kind.VARIABLE
          ? this.#source.isOn(value.name.value)
          : value?.kind === Kind.BOOLEAN && value.value;
      return isOn === (name.value === 'include');
    });
  }

  #fragment(name: string): FragmentDefinitionNode {
    const fragment = this.#source.fragments[name];
    if (fragment === undefined) throw new Error(`the operation has no fragment ${name}`);
    return fragment;
  }

  #applies(condition: string, typename: string): boolean {
    if (condition === typename) return true;
    const { schema } = this.#source;
    const type = schema.getType(condition);
    const actual = schema.getType(typename);
    if (!isAbstractType(type)) return false;
    return (isObjectType(actual) || isInterfaceType(actual)) && schema.isSubType(type, actual);
  }

  #namedTypeOf(field: string, parent: GraphQLCompositeType): GraphQLCompositeType {
    const type = getNamedType(this.#fieldType(field, parent));
    if (!isCompositeType(type)) throw new Error(`${parent.name}.${field} is no object`);
    return type;
  }

  #fieldType(field: string, parent: GraphQLCompositeType): GraphQLOutputType {
    const type = 'getFields' in parent ? parent.getFields()[field]?.type : undefined;
    if (type === undefined) throw new Error(`the schema has no field ${parent.name}.${field}`);
    return type;
  }

  #typeOf(field: string, parent: GraphQLCompositeType, set: SelectionSetNode | undefined): TypeShape {
    return this.#shapeOf(this.#fieldType(field, parent), set);
  }

  #shapeOf(type: GraphQLOutputType, set: SelectionSetNode | undefined): TypeShape {
    const isNonNull = isNonNullType(type);
    const nullable = getNullableType(type);
    const base = { isNonNull, text: String(nullable) };
    if (isListType(nullable)) return { kind: 'list', of: this.#shapeOf(nullable.ofType, set), ...base };
    if (isCompositeType(nullable)) {
      if (set === undefined) throw new Error(`nothing is selected of ${nullable.name}`);
      return {
        kind: 'object',
        selection: new SelectionShape(this.#source, { set, type: nullable }),
        ...base,
      };
    }
    return { kind: 'leaf', isValid: leafCheck(nullable), ...base };
  }
}

function addTo(type: TypeShape, set: SelectionSetNode, from: GraphQLCompositeType): void {
  if (type.kind === 'list') addTo(type.of, set, from);
  else if (type.kind === 'object') type.selection.add({ set, type: from });
}

const anything = (): boolean => true;
const isIntegral = (value: unknown): boolean => Number.isInteger(value) && Math.abs(value as number) < 1e21;
const checks: Readonly<Record<string, (value: unknown) => boolean>> = {
  Boolean: (value) => typeof value === 'boolean',
  Int: isIntegral,
  Float: Number.isFinite,
  ID: (value) => typeof value === 'string' || isIntegral(value),
  String: (value) => typeof value === 'string',
};

/** What @apollo/gateway takes for a value of the type; of a scalar that the schema defines it takes anything. */
function leafCheck(type: GraphQLLeafType): (value: unknown) => boolean {
  if (isEnumType(type)) return (value) => typeof value === 'string' && type.getValue(value) !== undefined;
  return checks[type.name] ?? anything;
}
