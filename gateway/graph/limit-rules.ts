import { GraphQLError, Kind, type ASTVisitor, type SelectionSetNode, type ValidationContext } from 'graphql';

const maxDepth = 20;
const maxRootFields = 50;
const maxAliases = 200;
/** Introspection of the standard client is deeper than any query of a person. */
const introspectionFields: ReadonlySet<string> = new Set(['__schema', '__type']);

/** Bounds an operation before it is planned: what it may cost grows with these. */
export const limitRules = [depthLimit, rootFieldLimit, aliasLimit];

function depthLimit(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition: (operation) => {
      const depth = depthOf(operation.selectionSet, context, new Set());
      if (depth > maxDepth)
        report(context, `The operation selects ${depth} levels deep; ${maxDepth} are permitted.`);
    },
  };
}

function depthOf(set: SelectionSetNode, context: ValidationContext, within: ReadonlySet<string>): number {
  let deepest = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      if (selection.selectionSet === undefined || introspectionFields.has(selection.name.value)) continue;
      deepest = Math.max(deepest, 1 + depthOf(selection.selectionSet, context, within));
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      deepest = Math.max(deepest, depthOf(selection.selectionSet, context, within));
    } else {
      const name = selection.name.value;
      const fragment = context.getFragment(name);
      // Another rule refuses cycles.
      if (fragment === undefined || fragment === null || within.has(name) || within.size > maxDepth) continue;
      deepest = Math.max(deepest, depthOf(fragment.selectionSet, context, new Set([...within, name])));
    }
  }
  return deepest;
}

function rootFieldLimit(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition: ({ selectionSet }) => {
      const count = selectionSet.selections.length;
      if (count > maxRootFields)
        report(context, `The operation has ${count} root fields; ${maxRootFields} are permitted.`);
    },
  };
}

function aliasLimit(context: ValidationContext): ASTVisitor {
  let aliases = 0;
  return {
    Field: ({ alias }) => {
      if (alias === undefined) return;
      aliases += 1;
      if (aliases === maxAliases + 1) report(context, `The document has more than ${maxAliases} aliases.`);
    },
  };
}

function report(context: ValidationContext, message: string): void {
  context.reportError(new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }));
}
