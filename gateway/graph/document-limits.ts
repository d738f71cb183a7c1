import {
  BREAK,
  GraphQLError,
  Kind,
  parse,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** What a document may cost before it is validated and planned, which grows with these, partly by their square. */
export interface DocumentLimits {
  readonly maxTokens: number;
  /** Levels of selections, those of introspection not counted. */
  readonly maxDepth: number;
  readonly maxRootFields: number;
  readonly maxAliases: number;
  /** Fields of one operation, those of its fragments counted wherever they are spread. */
  readonly maxFields: number;
  /** Directives of the whole document. */
  readonly maxDirectives: number;
}

interface Cost {
  readonly depth: number;
  readonly fields: number;
  readonly rootFields: number;
  readonly aliases: number;
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

const nothing: Cost = { depth: 0, fields: 0, rootFields: 0, aliases: 0 };
/** Fragments that spread others twice double with each level: beyond that nobody has to count. */
const enough = 1e9;
/** Introspection of the standard client is deeper than any query of a person; graphql-js bounds it by itself. */
const introspectionFields: ReadonlySet<string> = new Set(['__schema', '__type']);

/**
 * Looks a document over, in time that grows with its length alone.
 * @returns a sentence, or `undefined`. A document with a syntax error passes: that is the parser's to say
 */
export function documentProblem(source: string, limits: DocumentLimits): string | undefined {
  try {
    return problemOf(parse(source, { maxTokens: limits.maxTokens, noLocation: true }), limits);
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    // Parsing, or counting, has come to the end of the stack.
    if (error instanceof RangeError) return 'The document nests too deeply.';
    throw error;
  }
}

function problemOf(document: DocumentNode, limits: DocumentLimits): string | undefined {
  const { maxDepth, maxRootFields, maxAliases, maxFields, maxDirectives } = limits;
  if (hasMoreDirectives(document, maxDirectives)) {
    return `The document has more than ${maxDirectives} directives.`;
  }
  const fragments: Fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const known = new Map<string, Cost>();
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, fields, rootFields, aliases } = costOf(operation.selectionSet, fragments, known);
    if (depth > maxDepth) return `The operation selects ${depth} levels deep; ${maxDepth} are permitted.`;
    if (rootFields > maxRootFields) {
      return `The operation has ${counted(rootFields)} root fields; ${maxRootFields} are permitted.`;
    }
    if (aliases > maxAliases) {
      return `The operation has ${counted(aliases)} aliases; ${maxAliases} are permitted.`;
    }
    if (fields > maxFields) return `The operation has ${counted(fields)} fields; ${maxFields} are permitted.`;
  }
  return undefined;
}

/** @param known costs of fragments; one that is being counted is known as nothing: another rule refuses cycles */
function costOf(set: SelectionSetNode, fragments: Fragments, known: Map<string, Cost>): Cost {
  let { depth, fields, rootFields, aliases } = nothing;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const inside =
        selection.selectionSet === undefined ? nothing : costOf(selection.selectionSet, fragments, known);
      const isCounted =
        selection.selectionSet !== undefined && !introspectionFields.has(selection.name.value);
      depth = Math.max(depth, isCounted ? inside.depth + 1 : 0);
      fields += inside.fields + 1;
      rootFields += 1;
      aliases += inside.aliases + (selection.alias === undefined ? 0 : 1);
      continue;
    }
    const inside =
      selection.kind === Kind.INLINE_FRAGMENT
        ? costOf(selection.selectionSet, fragments, known)
        : costOfFragment(selection.name.value, fragments, known);
    depth = Math.max(depth, inside.depth);
    fields += inside.fields;
    rootFields += inside.rootFields;
    aliases += inside.aliases;
  }
  return {
    depth,
    fields: Math.min(fields, enough),
    rootFields: Math.min(rootFields, enough),
    aliases: Math.min(aliases, enough),
  };
}

function costOfFragment(name: string, fragments: Fragments, known: Map<string, Cost>): Cost {
  const cached = known.get(name);
  const fragment = fragments.get(name);
  if (cached !== undefined || fragment === undefined) return cached ?? nothing;
  known.set(name, nothing);
  const cost = costOf(fragment.selectionSet, fragments, known);
  known.set(name, cost);
  return cost;
}

function hasMoreDirectives(document: DocumentNode, most: number): boolean {
  let directives = 0;
  visit(document, {
    Directive: () => {
      directives += 1;
      return directives > most ? BREAK : undefined;
    },
  });
  return directives > most;
}

function counted(count: number): string {
  return count >= enough ? 'more than a thousand million' : String(count);
}
