/** Type of an argument; `!`: it has to be given. */
type ArgumentType = 'String' | 'String!' | 'Boolean';

/** Where a directive can stand; names of GraphQL's directive locations. */
export type SdlLocation =
  | 'SCHEMA'
  | 'SCALAR'
  | 'OBJECT'
  | 'FIELD_DEFINITION'
  | 'ARGUMENT_DEFINITION'
  | 'INTERFACE'
  | 'UNION'
  | 'ENUM'
  | 'ENUM_VALUE'
  | 'INPUT_OBJECT'
  | 'INPUT_FIELD_DEFINITION';

export interface KnownDirective {
  /** Minor version of federation 2 that it came with; `undefined`: it is GraphQL's own. */
  readonly since: number | undefined;
  readonly locations: readonly SdlLocation[];
  readonly arguments: Readonly<Record<string, ArgumentType>>;
  readonly repeatable: boolean;
  readonly use: DirectiveUse;
}

export type DirectiveUse =
  | { readonly kind: 'permitted' }
  /** Only with the grant `federation`, wherever it stands. */
  | { readonly kind: 'granted' }
  /** Grant or not: what it promises would not be kept. */
  | { readonly kind: 'refused'; readonly why: string; readonly remedy: string };

/** The newest minor version of federation 2 that the gateway composes: that of @apollo/composition. */
export const newestFederation = 14;

/** The minor version that the host writes when the author names none. */
export const ownFederation = 9;

/** What federation's specification brings beside directives; an SDL may import it, and has no need to. */
export const federationTypes: ReadonlySet<string> = new Set([
  'FieldSet',
  'Scope',
  'Policy',
  'ContextFieldValue',
]);

const everywhere: readonly SdlLocation[] = [
  ...(['SCALAR', 'OBJECT', 'FIELD_DEFINITION', 'ARGUMENT_DEFINITION', 'INTERFACE', 'UNION'] as const),
  ...(['ENUM', 'ENUM_VALUE', 'INPUT_OBJECT', 'INPUT_FIELD_DEFINITION'] as const),
];

/**
 * The directives that are known, by their names in the specifications. This is the allow-list: every other one
 * is refused, unless the SDL defines it and the operator grants that.
 * @see https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/directives
 */
export const knownDirectives: ReadonlyMap<string, KnownDirective> = new Map<string, KnownDirective>([
  [
    'deprecated',
    builtIn(['FIELD_DEFINITION', 'ARGUMENT_DEFINITION', 'INPUT_FIELD_DEFINITION', 'ENUM_VALUE'], {
      reason: 'String',
    }),
  ],
  ['specifiedBy', builtIn(['SCALAR'], { url: 'String!' })],
  [
    'oneOf',
    refused(undefined, 'Composition does not know @oneOf', 'Check in the resolver that one field is given.'),
  ],
  ['key', permitted(['OBJECT', 'INTERFACE'], { fields: 'String!', resolvable: 'Boolean' }, true)],
  ['extends', permitted(['OBJECT'], {})],
  ['external', permitted(['FIELD_DEFINITION'], { reason: 'String' })],
  ['requires', permitted(['FIELD_DEFINITION'], { fields: 'String!' })],
  ['provides', permitted(['FIELD_DEFINITION'], { fields: 'String!' })],
  ['shareable', permitted(['OBJECT', 'FIELD_DEFINITION'], {})],
  ['tag', permitted(everywhere, { name: 'String!' }, true)],
  ['inaccessible', permitted(everywhere, {})],
  ['override', granted(0, ['FIELD_DEFINITION'], { from: 'String!', label: 'String' })],
  ['composeDirective', granted(1, ['SCHEMA'], { name: 'String!' })],
  ['interfaceObject', granted(3, ['OBJECT'], {})],
  ['authenticated', notEnforced(5, 'authenticated')],
  ['requiresScopes', notEnforced(5, 'requiresScopes')],
  ['policy', notEnforced(6, 'policy')],
  ['context', refused(8, 'Contexts are not offered', 'Give the field an argument instead.')],
  ['fromContext', refused(8, 'Contexts are not offered', 'Let clients give the argument.')],
  ['cost', refused(9, 'This gateway limits queries without @cost', 'Leave it out.')],
  ['listSize', refused(9, 'This gateway limits queries without @listSize', 'Leave it out.')],
  ['cacheTag', refused(12, 'This gateway does not cache by @cacheTag', 'Leave it out.')],
]);

type Arguments = KnownDirective['arguments'];

function builtIn(locations: readonly SdlLocation[], args: Arguments): KnownDirective {
  return { since: undefined, locations, arguments: args, repeatable: false, use: { kind: 'permitted' } };
}

function permitted(locations: readonly SdlLocation[], args: Arguments, repeatable = false): KnownDirective {
  return { since: 0, locations, arguments: args, repeatable, use: { kind: 'permitted' } };
}

function granted(since: number, locations: readonly SdlLocation[], args: Arguments): KnownDirective {
  return { since, locations, arguments: args, repeatable: since === 1, use: { kind: 'granted' } };
}

function refused(since: number | undefined, why: string, remedy: string): KnownDirective {
  return {
    since,
    locations: everywhere,
    arguments: {},
    repeatable: true,
    use: { kind: 'refused', why, remedy },
  };
}

function notEnforced(since: number, name: string): KnownDirective {
  return refused(
    since,
    `This gateway does not enforce @${name}, so accepting it would promise a protection that is not there`,
    'Leave it out, and check the permission in the resolver.',
  );
}

export function isFederationDirective(name: string): boolean {
  return knownDirectives.get(name)?.since !== undefined;
}
