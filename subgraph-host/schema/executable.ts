import { buildSubgraphSchema } from '@apollo/subgraph';
import { isAbstractType, isIntrospectionType, isObjectType, parse, type GraphQLSchema } from 'graphql';
import { fieldResolver, rootFieldResolver } from './field-resolver.ts';
import { invalidResult } from './guest-error.ts';
import type { ReferenceResolvers } from './operation/execute.ts';
import type { SubgraphPlan } from './plan.ts';
import { referenceResolver } from './reference-resolver.ts';

/** Types that @apollo/subgraph adds and answers itself. */
const federationTypes: ReadonlySet<string> = new Set(['_Service', '_Entity']);

/** How entities are found, by the name of their type. */
export function referenceResolvers(extension: string, plan: SubgraphPlan): ReferenceResolvers {
  return new Map(
    [...plan.entities].map(([typeName, source]) => [
      typeName,
      referenceResolver(extension, typeName, source),
    ]),
  );
}

/** The schema that serves a wrapped component: federation's own fields, and the guest behind all others. */
export function buildExecutableSchema(extension: string, plan: SubgraphPlan): GraphQLSchema {
  const resolvers = Object.fromEntries(
    [...referenceResolvers(extension, plan)].map(([typeName, __resolveReference]) => [
      typeName,
      { __resolveReference },
    ]),
  );
  const schema = buildSubgraphSchema({ typeDefs: parse(plan.sdl), resolvers });
  const query = schema.getQueryType();
  const mutation = schema.getMutationType();
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || federationTypes.has(type.name)) continue;
    if (isAbstractType(type)) {
      type.resolveType = (value: unknown) => typenameOf(extension, type.name, value);
    }
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (type === query && field.name === '_service') field.resolve = () => ({ sdl: plan.sdl });
      else if (type === query && field.name === '_entities') continue;
      else if (type === query) field.resolve = rootFieldResolver(extension, 'query', field.type);
      else if (type === mutation) field.resolve = rootFieldResolver(extension, 'mutation', field.type);
      else field.resolve = fieldResolver(extension, field.args.length > 0, field.type);
    }
  }
  return schema;
}

function typenameOf(extension: string, abstractType: string, value: unknown): string {
  const name: unknown =
    typeof value === 'object' && value !== null ? Reflect.get(value, '__typename') : undefined;
  if (typeof name === 'string') return name;
  throw invalidResult(extension, abstractType, 'an object without "__typename", which says which type it is');
}
