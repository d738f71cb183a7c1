import type { GraphQLFieldResolver, GraphQLOutputType } from 'graphql';
import { jsonShapeProblem } from '@forgepoint/common/json-shape.ts';
import type { CallOutcome, GuestCall } from '../component/guest-call.ts';
import { scopeOfField, scopeOfRootField } from './call-scope.ts';
import { guestError, invalidResult } from './guest-error.ts';
import { kindOf, leafCheck } from './leaf-values.ts';
import type { RequestContext } from './request-context.ts';

type Resolver = GraphQLFieldResolver<unknown, RequestContext, Readonly<Record<string, unknown>>>;

/** A field of Query or Mutation: always the guest's. */
export function rootFieldResolver(
  extension: string,
  kind: 'query' | 'mutation',
  returnType: GraphQLOutputType,
): Resolver {
  const leafProblem = leafCheck(returnType);
  return async (_root, args, context, { fieldName, parentType }) => {
    const call: GuestCall = {
      field: fieldName,
      parentType: parentType.name,
      arguments: JSON.stringify(args),
      parent: null,
      scope: scopeOfRootField(context, args),
    };
    const outcome = await (kind === 'mutation' ? context.caller.write(call) : context.caller.read(call));
    const coordinate = `${parentType.name}.${fieldName}`;
    const value = valueOf(extension, coordinate, outcome);
    return checked(extension, coordinate, leafProblem(value), value);
  };
}

/** A field of any other type: what the parent's JSON has, when the field takes no arguments; else the guest's. */
export function fieldResolver(
  extension: string,
  hasArguments: boolean,
  returnType: GraphQLOutputType,
): Resolver {
  const leafProblem = leafCheck(returnType);
  return (parent, args, context, { fieldName, parentType }) => {
    const coordinate = `${parentType.name}.${fieldName}`;
    if (!isObject(parent)) throw invalidResult(extension, parentType.name, `${kindOf(parent)} for an object`);
    if (!hasArguments && Object.hasOwn(parent, fieldName)) {
      const value = parent[fieldName];
      return checked(extension, coordinate, leafProblem(value), value);
    }
    const call: GuestCall = {
      field: fieldName,
      parentType: parentType.name,
      arguments: JSON.stringify(args),
      parent: JSON.stringify(parent),
      scope: scopeOfField(context, parentType.name, parent),
    };
    return context.caller.read(call).then((outcome) => {
      const value = valueOf(extension, coordinate, outcome);
      return checked(extension, coordinate, leafProblem(value), value);
    });
  };
}

/** What walks over the values recurses, and each of them takes far more memory than its text. */
const bounds = { maxDepth: 100, maxValues: 250_000 };

/**
 * The JSON value of an outcome.
 * @throws GraphQLError when the call failed, or when its JSON is none or of a shape that is not permitted
 */
export function valueOf(extension: string, coordinate: string, outcome: CallOutcome): unknown {
  if (outcome.kind === 'failed') throw guestError(extension, coordinate, outcome);
  const problem = jsonShapeProblem(outcome.json, bounds);
  if (problem !== undefined) throw invalidResult(extension, coordinate, `text that ${problem}`);
  try {
    return JSON.parse(outcome.json) as unknown;
  } catch {
    throw invalidResult(extension, coordinate, 'text that is not valid JSON');
  }
}

function checked(
  extension: string,
  coordinate: string,
  problem: string | undefined,
  value: unknown,
): unknown {
  if (problem !== undefined) throw invalidResult(extension, coordinate, problem);
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
