import {
  getArgumentValues,
  getNullableType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isSpecifiedScalarType,
  Kind,
  visit,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import { leafOutput, misfit, type LeafOutput, type LeafType } from '../../component/leaf-output.ts';
import type { ProjectionText } from '../../component/guest-call.ts';
import { leafCheck } from '../leaf-values.ts';
import { projectionOf } from './projection-of.ts';

/** What shapes are made from; of the variables only those matter that stand in `@skip` and `@include`. */
export interface ShapeSource {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What is selected of an object of a certain type, in the order of the answer. */
export interface ObjectShape {
  readonly type: GraphQLObjectType;
  readonly fields: readonly FieldShape[];
  readonly isLocal: boolean;
}

export interface FieldShape {
  /** In the answer. */
  readonly responseName: string;
  /** The same, as it begins a member of an object of JSON. */
  readonly head: string;
  readonly name: string;
  /** `null` for `__typename`. */
  readonly type: TypeShape | null;
  readonly definition: GraphQLField<unknown, unknown> | null;
  readonly node: FieldNode;
  readonly hasArguments: boolean;
  /** Its arguments, when they are the same in every request. */
  readonly constant: FieldArguments | null;
  readonly projection: ProjectionText | undefined;
}

export interface FieldArguments {
  readonly values: Readonly<Record<string, unknown>>;
  /** The same as JSON. */
  readonly json: string;
}

export type TypeShape =
  /** @property type `null` for a scalar that the schema defines */
  (
    | { readonly kind: 'leaf'; readonly type: LeafType | null; readonly output: LeafOutput }
    | { readonly kind: 'list'; readonly of: TypeShape }
    | { readonly kind: 'object'; readonly shape: ObjectShape }
    /** @property shapeOf by `__typename`; `undefined` when the type can't be that */
    | { readonly kind: 'abstract'; readonly shapeOf: (typename: unknown) => ObjectShape | undefined }
  ) & {
    readonly isNonNull: boolean;
    /** All of it is in the parent's JSON, if the guest keeps to its schema; nothing has to be asked for. */
    readonly isLocal: boolean;
  };

/** Shape of the answer to an operation. */
export function rootShape(
  source: ShapeSource,
  type: GraphQLObjectType,
  selections: SelectionSetNode,
): ObjectShape {
  const { schema, fragments, variables } = source;
  return objectShape(source, type, collectFields(schema, fragments, variables, type, selections));
}

function objectShape(
  source: ShapeSource,
  type: GraphQLObjectType,
  collected: ReadonlyMap<string, readonly FieldNode[]>,
): ObjectShape {
  const fields = [...collected].map(([responseName, nodes]) => fieldShape(source, type, responseName, nodes));
  const isLocal = fields.every((field) => !field.hasArguments && field.type?.isLocal !== false);
  return { type, fields, isLocal };
}

function fieldShape(
  source: ShapeSource,
  parent: GraphQLObjectType,
  responseName: string,
  nodes: readonly FieldNode[],
): FieldShape {
  const [node] = nodes;
  if (node === undefined) throw new Error(`nothing selects ${responseName}`);
  const name = node.name.value;
  const definition = name === '__typename' ? null : parent.getFields()[name];
  if (definition === undefined) throw new Error(`the schema has no field ${parent.name}.${name}`);
  const type = definition === null ? null : typeShape(source, definition.type, nodes);
  return {
    responseName,
    head: `${JSON.stringify(responseName)}:`,
    name,
    node,
    definition,
    type,
    hasArguments: definition !== null && definition.args.length > 0,
    constant: definition === null || hasVariables(node) ? null : argumentsOf(definition, node, {}),
    projection: type === null ? undefined : projectionOf(type),
  };
}

/** @throws GraphQLError when the variables don't fit */
export function argumentsOf(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): FieldArguments {
  const values = getArgumentValues(definition, node, variables);
  return { values, json: JSON.stringify(values) };
}

function typeShape(source: ShapeSource, type: GraphQLOutputType, nodes: readonly FieldNode[]): TypeShape {
  const isNonNull = isNonNullType(type);
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const of = typeShape(source, nullable.ofType, nodes);
    return { kind: 'list', of, isNonNull, isLocal: of.isLocal };
  }
  if (isLeafType(nullable)) {
    const builtIn = builtInType(nullable);
    return { kind: 'leaf', type: builtIn, output: outputOf(nullable, builtIn), isNonNull, isLocal: true };
  }
  const { schema, fragments, variables } = source;
  const shapeFor = (object: GraphQLObjectType): ObjectShape =>
    objectShape(source, object, collectSubfields(schema, fragments, variables, object, nodes));
  if (!isAbstractType(nullable)) {
    const shape = shapeFor(nullable);
    return { kind: 'object', shape, isNonNull, isLocal: shape.isLocal };
  }
  const shapes = new Map<unknown, ObjectShape>();
  return {
    kind: 'abstract',
    isNonNull,
    isLocal: false,
    shapeOf: (typename) => {
      const known = shapes.get(typename);
      if (known !== undefined) return known;
      const object = schema.getPossibleTypes(nullable).find(({ name }) => name === typename);
      if (object === undefined) return undefined;
      const shape = shapeFor(object);
      shapes.set(typename, shape);
      return shape;
    },
  };
}

function builtInType(type: GraphQLLeafType): LeafType | null {
  if (isEnumType(type)) return type.getValues().map(({ name }) => name);
  return isSpecifiedScalarType(type) ? (type.name as LeafType) : null;
}

/** A scalar that the schema defines is answered as the guest gives it, once it is checked. */
function outputOf(type: GraphQLLeafType, builtIn: LeafType | null): LeafOutput {
  if (builtIn !== null) return leafOutput(builtIn);
  const check = leafCheck(type);
  return (value) => (check(value) === undefined ? value : misfit);
}

function hasVariables({ arguments: args = [] }: FieldNode): boolean {
  let found = false;
  for (const argument of args) {
    visit(argument, {
      [Kind.VARIABLE]: () => {
        found = true;
      },
    });
  }
  return found;
}
