import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { execute, Kind, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';

/**
 * Answers operations that ask for nothing but the schema. @apollo/gateway would plan them like any other, and
 * refuses the newer fields of introspection, such as `isOneOf`, that graphql-js offers in the same schema.
 */
export const introspectionPlugin: ApolloServerPlugin = {
  requestDidStart: () =>
    Promise.resolve({
      responseForOperation: async ({ schema, document, operation, operationName, request }) => {
        const fragments = new Map(
          document.definitions
            .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
            .map((fragment) => [fragment.name.value, fragment]),
        );
        if (!asksOnlyForSchema(operation.selectionSet, fragments)) return null;
        const { data, errors } = await execute({
          schema,
          document,
          operationName,
          variableValues: request.variables,
        });
        // Only variables can be wrong in it, and the usual way has the code for that.
        if (errors !== undefined) return null;
        return {
          http: { headers: new HeaderMap() },
          body: { kind: 'single', singleResult: { data: data ?? null } },
        };
      },
    }),
};

/** The operation is validated: its fragments exist and don't spread themselves. */
function asksOnlyForSchema(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): boolean {
  return selections.every((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value.startsWith('__');
    const spread = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    return spread !== undefined && asksOnlyForSchema(spread.selectionSet, fragments);
  });
}
