import {
  Kind,
  type ConstDirectiveNode,
  type DirectiveDefinitionNode,
  type FieldDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeDefinitionNode,
} from 'graphql';
import { argumentProblems } from './directive-arguments.ts';
import { directiveProblem, type DirectiveContext, type Place } from './directive-rights.ts';
import { addedFields, isExternal } from './entity-fields.ts';
import { knownDirectives, type SdlLocation } from './known-directives.ts';
import { foreignCoordinatesIn } from './required-coordinates.ts';
import { problemAt, type SdlProblem } from './sdl-problem.ts';
import { isRootType, type SubgraphDocument } from './subgraph-document.ts';

/** Looks at every directive of an SDL: known, at its place, with its arguments, and permitted there. */
export function checkDirectives(
  document: SubgraphDocument,
  context: DirectiveContext,
): readonly SdlProblem[] {
  const custom = new Set(document.directives.map(({ name }) => name.value));
  const ungranted = context.grants.federation ? [] : document.directives.map(ungrantedDefinition);
  const foreignCoordinates = foreignCoordinatesIn(document);
  const misplaced = [...placedDirectives(document)].flatMap(({ directive, place }) => {
    const name = directive.name.value;
    const known = knownDirectives.get(name);
    if (known === undefined) {
      const problem = unknownProblem(directive, place, custom.has(name), context);
      return problem === undefined ? [] : [problem];
    }
    if (known.use.kind === 'refused') {
      return [problemAt(directive, `${known.use.why}.`, known.use.remedy)];
    }
    if (!known.locations.includes(place.location)) {
      return [
        problemAt(directive, `@${name} can't stand on ${locationWords[place.location]}.`, 'Leave it out.'),
      ];
    }
    const problems = argumentProblems(directive, name, known);
    if (problems.length > 0) return problems;
    const problem = directiveProblem(directive, known, place, document, foreignCoordinates, context);
    return problem === undefined ? [] : [problem];
  });
  return [...ungranted, ...misplaced];
}

/** Nothing here carries an own directive out; a router that takes the supergraph may. */
function ungrantedDefinition(node: DirectiveDefinitionNode): SdlProblem {
  return problemAt(
    node,
    `The directive @${node.name.value} is the extension's own, and nothing carries it out.`,
    'Leave it out, or ask the operator for the grant "federation".',
  );
}

function unknownProblem(
  directive: ConstDirectiveNode,
  place: Place,
  defined: boolean,
  { coreTypes }: DirectiveContext,
): SdlProblem | undefined {
  const name = directive.name.value;
  if (!defined) return problemAt(directive, `The directive @${name} is not known.`, 'Leave it out.');
  return place.own || !coreTypes.has(place.typeName)
    ? undefined
    : problemAt(directive, `"${place.typeName}" is core's: @${name} can't stand on it.`, 'Leave it out.');
}

interface Placed {
  readonly directive: ConstDirectiveNode;
  readonly place: Place;
}

function* placedDirectives({ types, foreign, schemaDirectives }: SubgraphDocument): Generator<Placed> {
  for (const directive of schemaDirectives) {
    if (directive.name.value === 'link') continue;
    yield { directive, place: { location: 'SCHEMA', own: true, typeName: '', field: undefined } };
  }
  for (const [typeName, node] of types) {
    // The directives of Query and Mutation themselves are refused as a whole.
    if (!isRootType(typeName)) {
      const place: Place = { location: typeLocations[node.kind], own: true, typeName, field: undefined };
      for (const directive of node.directives ?? []) yield { directive, place };
    }
    yield* membersOf(node, (field) => field === undefined || !isExternal(field));
  }
  for (const [typeName, node] of foreign) {
    const place: Place = { location: 'OBJECT', own: false, typeName, field: undefined };
    for (const directive of node.directives ?? []) yield { directive, place };
    const added = new Set(addedFields(node));
    yield* membersOf(node, (field) => field !== undefined && added.has(field));
  }
}

function* membersOf(
  node: TypeDefinitionNode | ObjectTypeExtensionNode,
  isOwn: (field: FieldDefinitionNode | undefined) => boolean,
): Generator<Placed> {
  const typeName = node.name.value;
  const placed = (
    member: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
    location: SdlLocation,
    field: FieldDefinitionNode | undefined,
  ): readonly Placed[] =>
    (member.directives ?? []).map((directive) => ({
      directive,
      place: { location, own: isOwn(field), typeName, field },
    }));
  if (node.kind === Kind.ENUM_TYPE_DEFINITION) {
    for (const value of node.values ?? []) yield* placed(value, 'ENUM_VALUE', undefined);
  } else if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    for (const field of node.fields ?? []) yield* placed(field, 'INPUT_FIELD_DEFINITION', undefined);
  } else if ('fields' in node) {
    for (const field of node.fields ?? []) {
      yield* placed(field, 'FIELD_DEFINITION', field);
      for (const argument of field.arguments ?? []) yield* placed(argument, 'ARGUMENT_DEFINITION', field);
    }
  }
}

const typeLocations: Readonly<Record<TypeDefinitionNode['kind'], SdlLocation>> = {
  [Kind.SCALAR_TYPE_DEFINITION]: 'SCALAR',
  [Kind.OBJECT_TYPE_DEFINITION]: 'OBJECT',
  [Kind.INTERFACE_TYPE_DEFINITION]: 'INTERFACE',
  [Kind.UNION_TYPE_DEFINITION]: 'UNION',
  [Kind.ENUM_TYPE_DEFINITION]: 'ENUM',
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: 'INPUT_OBJECT',
};

const locationWords: Readonly<Record<SdlLocation, string>> = {
  SCHEMA: 'the schema',
  SCALAR: 'a scalar',
  OBJECT: 'an object type',
  FIELD_DEFINITION: 'a field',
  ARGUMENT_DEFINITION: 'an argument',
  INTERFACE: 'an interface',
  UNION: 'a union',
  ENUM: 'an enum',
  ENUM_VALUE: 'an enum value',
  INPUT_OBJECT: 'an input type',
  INPUT_FIELD_DEFINITION: 'a field of an input type',
};
