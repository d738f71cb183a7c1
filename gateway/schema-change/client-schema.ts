import { buildASTSchema, Kind, parse, visit, type ASTNode, type GraphQLSchema } from 'graphql';

/** Definitions of federation's own, such as `join__Graph` and `link__Import`. */
const machinery = /^(?:join|link|core|federation)__/;
const keptDirectives: ReadonlySet<string> = new Set(['deprecated', 'specifiedBy']);

/** The schema that clients see of a supergraph. @param supergraphSdl composed */
export function clientSchema(supergraphSdl: string): GraphQLSchema {
  const document = visit(parse(supergraphSdl, { noLocation: true }), {
    enter: (node: ASTNode) => {
      if (node.kind === Kind.DIRECTIVE_DEFINITION) return null;
      if (node.kind === Kind.DIRECTIVE) return keptDirectives.has(node.name.value) ? undefined : null;
      if ('directives' in node && node.directives.some(({ name }) => name.value === 'inaccessible'))
        return null;
      if ('name' in node && machinery.test(node.name.value) && isDefinition(node)) return null;
      return undefined;
    },
  });
  return buildASTSchema(document, { assumeValidSDL: true });
}

function isDefinition({ kind }: ASTNode): boolean {
  return kind.endsWith('TypeDefinition');
}
