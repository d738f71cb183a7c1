import type { ConstDirectiveNode, FieldDefinitionNode } from 'graphql';
import type { ExtensionGrants } from '../extension-grants.ts';
import { textArgument } from './directive-arguments.ts';
import { parseFieldSet } from './field-set.ts';
import type { KnownDirective, SdlLocation } from './known-directives.ts';
import { openCoordinates } from './repository-record.ts';
import type { FindForeignCoordinates } from './required-coordinates.ts';
import { problemAt, type SdlProblem } from './sdl-problem.ts';
import { isRootType, type SubgraphDocument } from './subgraph-document.ts';

/** Whose SDL it is, and what is permitted to it. */
export interface DirectiveContext {
  readonly extension: string;
  readonly grants: ExtensionGrants;
  /** Types that no grant lets an extension touch. */
  readonly coreTypes: ReadonlySet<string>;
}

/** Where a directive stands. */
export interface Place {
  readonly location: SdlLocation;
  /** What it stands on is the extension's: a type that it defines, a field that it adds. */
  readonly own: boolean;
  /** Empty on the schema. */
  readonly typeName: string;
  /** Of an object type or an interface; also for its arguments. */
  readonly field: FieldDefinitionNode | undefined;
}

const askForGrant = 'Leave it out, or ask the operator for the grant "federation".';

/** @returns why a known directive, rightly written, may not stand where it does */
export function directiveProblem(
  directive: ConstDirectiveNode,
  { use }: KnownDirective,
  place: Place,
  document: SubgraphDocument,
  foreignCoordinates: FindForeignCoordinates,
  context: DirectiveContext,
): SdlProblem | undefined {
  const name = directive.name.value;
  const because = (message: string, remedy: string): SdlProblem => problemAt(directive, message, remedy);
  if (use.kind === 'granted' && !context.grants.federation) {
    return because(`@${name} reaches into other subgraphs.`, askForGrant);
  }
  switch (name) {
    case 'key':
    case 'provides':
      return fieldSetProblem(directive, name);
    case 'requires':
      return isRootType(place.typeName) || !place.own
        ? because('@requires can stand only on fields that the extension adds to a type.', 'Leave it out.')
        : (fieldSetProblem(directive, name) ??
            requiresProblem(directive, place, foreignCoordinates, context));
    case 'external':
      return isRootType(place.typeName)
        ? because('@external can stand only on fields of entities.', 'Leave the field out.')
        : undefined;
    case 'override':
      return overrideProblem(directive, place, context);
    case 'composeDirective':
      return composeDirectiveProblem(directive, document);
    case 'specifiedBy':
      return /^https?:\/\//.test(textArgument(directive, 'url') ?? '')
        ? undefined
        : because('The URL of @specifiedBy is no web address.', 'Begin it with "https://".');
    case 'interfaceObject':
      return coreProblem(directive, place, context);
    case 'tag':
    case 'inaccessible':
      if (place.own) return undefined;
      return context.grants.federation
        ? coreProblem(directive, place, context)
        : because(`@${name} stands on ${nameOf(place)}, which another subgraph owns.`, askForGrant);
    case 'shareable':
      return place.own && !document.foreign.has(place.typeName)
        ? undefined
        : because(
            `${nameOf(place)} is part of another's entity, whose fields have one owner each.`,
            'Leave @shareable out.',
          );
    default:
      return place.own
        ? undefined
        : because(`@${name} stands on ${nameOf(place)}, which another subgraph owns.`, 'Leave it out.');
  }
}

function coreProblem(
  directive: ConstDirectiveNode,
  place: Place,
  { coreTypes }: DirectiveContext,
): SdlProblem | undefined {
  return coreTypes.has(place.typeName)
    ? problemAt(
        directive,
        `@${directive.name.value} stands on ${nameOf(place)}, which is core's; no grant permits that.`,
        'Leave it out.',
      )
    : undefined;
}

function fieldSetProblem(directive: ConstDirectiveNode, name: string): SdlProblem | undefined {
  const text = textArgument(directive, 'fields') ?? '';
  return parseFieldSet(text) === undefined
    ? problemAt(
        directive,
        `"${text.slice(0, 80)}" is not a set of fields.`,
        `Write names of fields, as in @${name}(fields: "id owner { id }").`,
      )
    : undefined;
}

/** Each coordinate of another that is read is a permission. */
function requiresProblem(
  directive: ConstDirectiveNode,
  { typeName }: Place,
  foreignCoordinates: FindForeignCoordinates,
  { grants }: DirectiveContext,
): SdlProblem | undefined {
  const fieldSet = parseFieldSet(textArgument(directive, 'fields') ?? '');
  if (fieldSet === undefined || grants.federation) return undefined;
  const missing = foreignCoordinates(typeName, fieldSet).filter(
    (coordinate) => !openCoordinates.has(coordinate) && !grants.requires.includes(coordinate),
  );
  if (missing.length === 0) return undefined;
  return problemAt(
    directive,
    `@requires reads ${missing.join(', ')}, which ${missing.length === 1 ? 'belongs' : 'belong'} to others.`,
    `Leave it out, or ask the operator for the grant "requires": ${JSON.stringify(missing)}.`,
  );
}

function overrideProblem(
  directive: ConstDirectiveNode,
  place: Place,
  { extension, coreTypes }: DirectiveContext,
): SdlProblem | undefined {
  const from = textArgument(directive, 'from');
  if (from === 'core' || (coreTypes.has(place.typeName) && !place.own)) {
    return problemAt(directive, 'Nothing overrides core; no grant permits that.', 'Leave @override out.');
  }
  if (from === extension) {
    return problemAt(directive, `"${extension}" would override itself.`, 'Leave @override out.');
  }
  return textArgument(directive, 'label') === undefined
    ? undefined
    : problemAt(directive, 'An @override in steps is not offered.', 'Leave its "label" out.');
}

function composeDirectiveProblem(
  directive: ConstDirectiveNode,
  { directives }: SubgraphDocument,
): SdlProblem | undefined {
  const name = textArgument(directive, 'name') ?? '';
  return directives.some((definition) => `@${definition.name.value}` === name)
    ? undefined
    : problemAt(
        directive,
        `@composeDirective names "${name.slice(0, 80)}", which the SDL does not define.`,
        'Define that directive, or leave it out.',
      );
}

function nameOf({ typeName, field }: Place): string {
  return field === undefined ? `"${typeName}"` : `"${typeName}.${field.name.value}"`;
}
