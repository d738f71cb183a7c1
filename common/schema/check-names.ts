import { Kind, visit, type ASTNode, type NameNode } from 'graphql';
import { isFederationDirective, knownDirectives } from './known-directives.ts';
import { problemAt, type SdlProblem } from './sdl-problem.ts';
import { isBuiltInScalar, isRootType, type SubgraphDocument } from './subgraph-document.ts';

const federationTypeNames: ReadonlySet<string> = new Set(['_Any', '_Entity', '_Service', '_FieldSet']);
const federationFieldNames: ReadonlySet<string> = new Set(['_entities', '_service']);
const chooseAnother = 'Choose another name.';

/** Names that GraphQL's introspection, federation or composition write themselves. */
export function checkNames({ types, foreign, directives }: SubgraphDocument): readonly SdlProblem[] {
  const problems: SdlProblem[] = [];
  const report = (name: NameNode, message: string): void => {
    problems.push(problemAt(name, message, chooseAnother));
  };
  const underscores = (name: NameNode, what: string): boolean => {
    const reserved = name.value.startsWith('__');
    if (reserved)
      report(name, `The ${what} name "${name.value}" is reserved: two underscores begin GraphQL's own.`);
    return reserved;
  };
  const typeName = (name: NameNode): void => {
    const { value } = name;
    if (underscores(name, 'type')) return;
    if (value.includes('__'))
      report(
        name,
        `The type name "${value}" is reserved: two underscores separate a specification's prefix.`,
      );
    else if (federationTypeNames.has(value)) report(name, `The type name "${value}" is federation's.`);
    else if (isBuiltInScalar(value)) report(name, `The type name "${value}" is GraphQL's own.`);
  };
  const member = (what: string) => (node: { readonly name: NameNode }) => {
    underscores(node.name, what);
  };
  for (const node of [...types.values(), ...foreign.values()]) {
    typeName(node.name);
    visit(node as ASTNode, {
      FieldDefinition: (field) => {
        const { value } = field.name;
        if (isRootType(node.name.value) && federationFieldNames.has(value))
          report(field.name, `The field name "${value}" is federation's.`);
        else underscores(field.name, 'field');
      },
      InputValueDefinition: member(node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ? 'field' : 'argument'),
      EnumValueDefinition: member('enum value'),
      // Also of a type that is only referred to: it would be taken for another's.
      NamedType: ({ name }) => {
        if (!types.has(name.value) && !isBuiltInScalar(name.value)) typeName(name);
      },
    });
  }
  for (const { name, arguments: args = [] } of directives) {
    if (isFederationDirective(name.value) || knownDirectives.has(name.value) || builtIn.has(name.value)) {
      problems.push(
        problemAt(
          name,
          `The directive @${name.value} is not the extension's to define.`,
          'Leave the definition out: the host adds those of specifications.',
        ),
      );
    } else if (name.value.includes('__')) {
      report(name, `The directive name "@${name.value}" is reserved: two underscores separate a prefix.`);
    }
    for (const argument of args) underscores(argument.name, 'argument');
  }
  return problems;
}

/** Of GraphQL's executable documents, and of links. */
const builtIn: ReadonlySet<string> = new Set(['skip', 'include', 'defer', 'stream', 'link', 'core']);
