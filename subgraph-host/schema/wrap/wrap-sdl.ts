import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  Kind,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  parse,
  print,
  visit,
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
  type TypeNode,
} from 'graphql';
import type { EntitySource, SubgraphPlan } from '../plan.ts';
import { parseSdl } from './parse-sdl.ts';
import { problemAt, type SdlProblem } from './problem.ts';

export type { SdlProblem } from './problem.ts';

export interface WrapInput {
  readonly extension: string;
  readonly sdl: string;
  readonly capabilities: readonly string[];
  readonly grants: { readonly federation: boolean };
}

export type WrapResult =
  | { readonly kind: 'wrapped'; readonly plan: SubgraphPlan }
  | { readonly kind: 'refused'; readonly problems: readonly SdlProblem[] };

const federationVersion = 'v2.9';
const builtIn: ReadonlySet<string> = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);
const plainDirectives: ReadonlySet<string> = new Set(['deprecated', 'specifiedBy', 'oneOf']);
const federationDirectives: ReadonlySet<string> = new Set([
  'key',
  'external',
  'provides',
  'shareable',
  'tag',
  'requires',
]);
const repositoryRequires = 'slug path isRemote remoteUrl group { id }';

export function wrapSdl({ sdl, capabilities }: WrapInput): WrapResult {
  const parsed = parseSdl(sdl);
  if ('problem' in parsed) return { kind: 'refused', problems: [parsed.problem] };
  const problems = check(parsed.document.definitions);
  if (problems.length > 0) return { kind: 'refused', problems };
  const definitions = parsed.document.definitions;
  const own = new Map<string, TypeDefinitionNode>();
  const foreign = new Map<string, FieldDefinitionNode[]>();
  for (const node of definitions) if (isTypeDefinitionNode(node)) own.set(node.name.value, node);
  for (const node of definitions) {
    if (!isTypeExtensionNode(node)) continue;
    const name = node.name.value;
    const isRoot = name === 'Query' || name === 'Mutation';
    const definition = own.get(name);
    if (definition !== undefined || isRoot) own.set(name, merge(definition, node));
    else if (node.kind === Kind.OBJECT_TYPE_EXTENSION)
      foreign.set(name, [...(foreign.get(name) ?? []), ...(node.fields ?? [])]);
    else
      return {
        kind: 'refused',
        problems: [
          problemAt(
            node,
            `It extends "${name}", which it does not define.`,
            'Only object types of others can be extended.',
          ),
        ],
      };
  }
  const referred = new Set<string>();
  const collect = { NamedType: (node: { name: { value: string } }) => void referred.add(node.name.value) };
  for (const node of own.values()) visit(node, collect);
  for (const fields of foreign.values()) for (const field of fields) visit(field, collect);
  const isForeign = (name: string): boolean => !own.has(name) && !builtIn.has(name);
  const entities: Record<string, EntitySource> = {};
  const wrapped: string[] = [];
  const boundary = boundaryFields(own, isForeign);
  for (const node of own.values()) {
    const relaxed = relax(node, isForeign, boundary);
    if (
      relaxed.kind !== Kind.OBJECT_TYPE_DEFINITION ||
      relaxed.name.value === 'Query' ||
      relaxed.name.value === 'Mutation'
    ) {
      wrapped.push(print(relaxed));
      continue;
    }
    const name = relaxed.name.value;
    const hasKey = (relaxed.directives ?? []).some(({ name: { value } }) => value === 'key');
    const hasId = (relaxed.fields ?? []).some(
      (field) => field.name.value === 'id' && print(field.type) === 'ID!',
    );
    if (!hasKey && !hasId) {
      wrapped.push(print(withDirective(relaxed, '@shareable')));
      continue;
    }
    const source = sourceOf(name, own, capabilities);
    if (source !== undefined) entities[name] = source;
    wrapped.push(
      print(
        hasKey
          ? relaxed
          : withDirective(
              relaxed,
              source === undefined ? '@key(fields: "id", resolvable: false)' : '@key(fields: "id")',
            ),
      ),
    );
  }
  for (const [name, fields] of foreign) {
    entities[name] = { kind: 'stub' };
    const added = fields.map((field) => {
      const nullable = { ...field, type: toNullable(field.type) };
      return print(
        name === 'Repository'
          ? fieldWithDirective(nullable, `@requires(fields: "${repositoryRequires}")`)
          : nullable,
      );
    });
    const context =
      name === 'Repository'
        ? 'slug: String! @external path: String! @external isRemote: Boolean! @external remoteUrl: String @external group: Group @external'
        : '';
    wrapped.push(`extend type ${name} @key(fields: "id") { id: ID! ${context} ${added.join('\n')} }`);
    if (name === 'Repository') referred.add('Group');
  }
  for (const name of referred) {
    if (isForeign(name) && !foreign.has(name))
      wrapped.push(`extend type ${name} @key(fields: "id", resolvable: false) { id: ID! }`);
  }
  const body = wrapped.join('\n\n');
  const used = [...federationDirectives]
    .filter((name) => body.includes(`@${name}`))
    .map((name) => `"@${name}"`);
  const result = `extend schema @link(url: "https://specs.apollo.dev/federation/${federationVersion}", import: [${used.join(', ')}])\n\n${body}`;
  try {
    const text = print(parse(result));
    buildSubgraphSchema({ typeDefs: parse(text) });
    return { kind: 'wrapped', plan: { sdl: text, entities } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      kind: 'refused',
      problems: [{ message: `The schema is not valid: ${message}`, remedy: 'Correct the SDL.' }],
    };
  }
}

function check(definitions: readonly DefinitionNode[]): SdlProblem[] {
  const problems: SdlProblem[] = [];
  const names = new Set<string>();
  for (const node of definitions) {
    if (isTypeDefinitionNode(node)) {
      if (names.has(node.name.value))
        problems.push(problemAt(node, `The type "${node.name.value}" is defined twice.`, 'Define it once.'));
      names.add(node.name.value);
      if (/^(?:__|_Any$|_Entity$|_Service$|federation__|link__|join__|core__)/.test(node.name.value)) {
        problems.push(
          problemAt(node, `The type name "${node.name.value}" is reserved.`, 'Choose another name.'),
        );
      }
      if (node.name.value === 'Subscription')
        problems.push(problemAt(node, 'Subscriptions are not supported.', 'Use a query.'));
    } else if (!isTypeExtensionNode(node)) {
      problems.push(
        problemAt(
          node,
          `A ${node.kind} is not permitted in the SDL of an extension.`,
          'Write types and extensions of types only.',
        ),
      );
    }
    visit(node, {
      Directive: (directive) => {
        const name = directive.name.value;
        if (!plainDirectives.has(name) && !federationDirectives.has(name)) {
          problems.push(
            problemAt(
              directive,
              `The directive @${name} is not permitted.`,
              'Leave it out, or ask the operator for the grant "federation".',
            ),
          );
        }
      },
      FieldDefinition: (field) => {
        if (/^(?:__|_entities$|_service$)/.test(field.name.value))
          problems.push(
            problemAt(field, `The field name "${field.name.value}" is reserved.`, 'Choose another name.'),
          );
      },
    });
  }
  return problems;
}

function merge(definition: TypeDefinitionNode | undefined, extension: TypeExtensionNode): TypeDefinitionNode {
  const base = definition ?? {
    kind: Kind.OBJECT_TYPE_DEFINITION,
    name: extension.name,
    fields: [],
    directives: [],
    interfaces: [],
  };
  const merged: Record<string, unknown> = { ...base };
  for (const key of ['fields', 'values', 'types', 'interfaces', 'directives']) {
    const added = (extension as unknown as Record<string, readonly unknown[] | undefined>)[key];
    if (added !== undefined) merged[key] = [...((merged[key] as unknown[] | undefined) ?? []), ...added];
  }
  return merged as unknown as TypeDefinitionNode;
}

/** Interface fields that have to be nullable because an implementation of them crosses a boundary. */
function boundaryFields(
  own: ReadonlyMap<string, TypeDefinitionNode>,
  isForeign: (name: string) => boolean,
): ReadonlySet<string> {
  const fields = new Set<string>();
  const withFields = [...own.values()].filter(
    (node): node is ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode =>
      'fields' in node && 'interfaces' in node,
  );
  for (const node of withFields) {
    for (const field of node.fields ?? []) {
      if (!isForeign(namedType(field.type))) continue;
      for (const { name } of node.interfaces ?? []) fields.add(`${name.value}.${field.name.value}`);
    }
  }
  return fields;
}

function relax(
  node: TypeDefinitionNode,
  isForeign: (name: string) => boolean,
  boundary: ReadonlySet<string>,
): TypeDefinitionNode {
  if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) return node;
  const isRoot = node.name.value === 'Query' || node.name.value === 'Mutation';
  return {
    ...node,
    fields: (node.fields ?? []).map((field) =>
      isRoot || isForeign(namedType(field.type)) || boundary.has(`${node.name.value}.${field.name.value}`)
        ? { ...field, type: toNullable(field.type) }
        : field,
    ),
  };
}

/** Nullable at every list level. */
function toNullable(type: TypeNode): TypeNode {
  if (type.kind === Kind.NON_NULL_TYPE) return toNullable(type.type);
  return type.kind === Kind.LIST_TYPE ? { ...type, type: toNullable(type.type) } : type;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

function sourceOf(
  name: string,
  own: ReadonlyMap<string, TypeDefinitionNode>,
  capabilities: readonly string[],
): EntitySource | undefined {
  if (capabilities.includes('entities')) return { kind: 'reference' };
  const query = own.get('Query');
  const fields = query?.kind === Kind.OBJECT_TYPE_DEFINITION ? (query.fields ?? []) : [];
  const wanted = new Set([`get${name}`, name.charAt(0).toLowerCase() + name.slice(1)]);
  const found = fields.find(
    (field) =>
      wanted.has(field.name.value) &&
      print(field.type) === name &&
      field.arguments?.length === 1 &&
      field.arguments[0]?.name.value === 'id' &&
      print(field.arguments[0].type) === 'ID!',
  );
  return found === undefined ? undefined : { kind: 'root-field', field: found.name.value, argument: 'id' };
}

function withDirective(node: ObjectTypeDefinitionNode, directive: string): ObjectTypeDefinitionNode {
  return { ...node, directives: [...(node.directives ?? []), directiveNode(directive)] };
}

function fieldWithDirective(field: FieldDefinitionNode, directive: string): FieldDefinitionNode {
  return { ...field, directives: [...(field.directives ?? []), directiveNode(directive)] };
}

function directiveNode(text: string): ConstDirectiveNode {
  const [definition] = parse(`type T ${text} { a: Int }`).definitions;
  const [directive] = (definition as ObjectTypeDefinitionNode).directives ?? [];
  if (directive === undefined) throw new Error(text);
  return directive;
}
