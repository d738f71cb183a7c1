import type { GraphQLFieldResolver, GraphQLOutputType } from 'graphql';
import { scopeOfField, scopeOfRootField } from './call-scope.ts';
import type { FieldAnswer } from './field-answer.ts';
import { guestError, invalidResult } from './guest-error.ts';
import { kindOf, leafCheck, type LeafCheck } from './leaf-values.ts';
import type { RequestContext, RootCall } from './request-context.ts';

type Resolver = GraphQLFieldResolver<unknown, RequestContext, Readonly<Record<string, unknown>>>;

/** A field of Query or Mutation: always the guest's. */
export function rootFieldResolver(
  extension: string,
  kind: 'query' | 'mutation',
  returnType: GraphQLOutputType,
): Resolver {
  const check = leafCheck(returnType);
  return async (_root, args, context, { fieldName, parentType }) => {
    const call: RootCall = {
      parentType: parentType.name,
      field: fieldName,
      args: JSON.stringify(args),
      scope: scopeOfRootField(context, args),
    };
    const { caller } = context;
    const answer = await (kind === 'mutation' ? caller.write(call) : caller.root(call));
    return checked(extension, `${parentType.name}.${fieldName}`, check, answer);
  };
}

/** A field of any other type: what the parent's JSON has, when the field takes no arguments; else the guest's. */
export function fieldResolver(
  extension: string,
  hasArguments: boolean,
  returnType: GraphQLOutputType,
): Resolver {
  const check = leafCheck(returnType);
  return (parent, args, context, { fieldName, parentType }) => {
    const coordinate = `${parentType.name}.${fieldName}`;
    if (!isObject(parent)) throw invalidResult(extension, parentType.name, `${kindOf(parent)} for an object`);
    if (!hasArguments && Object.hasOwn(parent, fieldName)) {
      return checked(extension, coordinate, check, { kind: 'value', value: parent[fieldName] });
    }
    const call = { parentType: parentType.name, field: fieldName, args: JSON.stringify(args) };
    const scope = scopeOfField(context, parentType.name, parent);
    return context.caller
      .field(call, { json: JSON.stringify(parent), scope })
      .then((answer) => checked(extension, coordinate, check, answer));
  };
}

/** @throws GraphQLError when there is no value, or its leaves are not of the declared type */
function checked(extension: string, coordinate: string, check: LeafCheck, answer: FieldAnswer): unknown {
  const value = valueOf(extension, coordinate, answer);
  const problem = check(value);
  if (problem !== undefined) throw invalidResult(extension, coordinate, problem);
  return value;
}

/** @throws GraphQLError when there is no value */
export function valueOf(extension: string, coordinate: string, answer: FieldAnswer): unknown {
  switch (answer.kind) {
    case 'value':
      return answer.value;
    case 'written':
      return JSON.parse(answer.json) as unknown;
    case 'invalid':
      throw invalidResult(extension, coordinate, answer.problem);
    case 'failure':
    case 'failed':
      throw guestError(extension, coordinate, answer);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
