import {
  getNamedType,
  isAbstractType,
  isInputObjectType,
  Kind,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { UsedOperation } from '../used-operation.ts';

/** Beyond that an operation counts by what it uses first. */
const maxCoordinates = 2_000;
const maxNameLength = 100;

/** @param document valid by the schema; all of its operations count as one */
export function usesOfOperation(
  document: DocumentNode,
  operationName: string | undefined,
  schema: GraphQLSchema,
): UsedOperation {
  const used = new Set<string>();
  const info = new TypeInfo(schema);
  const useInput = (type: GraphQLNamedType): void => {
    if (used.has(type.name)) return;
    used.add(type.name);
    if (!isInputObjectType(type)) return;
    for (const field of Object.values(type.getFields())) useInput(getNamedType(field.type));
  };
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: () => {
        const parent = info.getParentType();
        const field = info.getFieldDef();
        if (parent === undefined || parent === null || field === undefined || field === null) return;
        const types = isAbstractType(parent) ? [parent, ...schema.getPossibleTypes(parent)] : [parent];
        for (const { name } of types) used.add(name).add(`${name}.${field.name}`);
        used.add(getNamedType(field.type).name);
      },
      Argument: () => {
        const parent = info.getParentType();
        const field = info.getFieldDef();
        const argument = info.getArgument();
        if (!parent || !field || !argument || info.getDirective()) return;
        used.add(`${parent.name}.${field.name}.${argument.name}`);
        useInput(getNamedType(argument.type));
      },
      NamedType: ({ name }) => {
        const type = schema.getType(name.value);
        if (type !== undefined) useInput(type);
      },
    }),
  );
  const coordinates = [...used].filter((name) => !name.startsWith('__')).slice(0, maxCoordinates);
  return { name: nameOf(document, operationName), coordinates };
}

function nameOf({ definitions }: DocumentNode, operationName: string | undefined): string {
  if (operationName !== undefined) return operationName.slice(0, maxNameLength);
  const operation = definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  if (operation?.name !== undefined) return operation.name.value.slice(0, maxNameLength);
  const fields = operation?.selectionSet.selections.flatMap((node) =>
    node.kind === Kind.FIELD ? [node.name.value] : [],
  );
  return `${operation?.operation ?? OperationTypeNode.QUERY} { ${(fields ?? []).join(' ')} }`.slice(
    0,
    maxNameLength,
  );
}
