import { Supergraph } from '@apollo/federation-internals';
import { graphql, isObjectType, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { ReferenceCore } from './core.ts';
import type { Databases } from './databases.ts';
import { ReferenceIssues } from './issues.ts';
import type { Resolver, Resolvers } from './resolvers.ts';
import { ReferenceWiki } from './wiki.ts';

export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
}

/**
 * What the gateway is compared with: graphql-js over one merged schema, with plain resolvers over the same data.
 * The types are those that the supergraph shows to clients; nothing else of federation is in it.
 */
export class Reference {
  readonly schema: GraphQLSchema;

  constructor(supergraphSdl: string, databases: Databases) {
    this.schema = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
    const core = new ReferenceCore(databases.core);
    const issues = new ReferenceIssues(databases.issues, core);
    const wiki = new ReferenceWiki(databases.wiki, core, issues);
    for (const part of [core, issues, wiki]) attach(this.schema, part.resolvers());
  }

  /** @returns the answer as a client would read it */
  async answer({ query, variables, operationName }: Operation): Promise<ExecutionResult> {
    const result = await graphql({
      schema: this.schema,
      source: query,
      variableValues: variables,
      operationName: operationName ?? null,
    });
    return JSON.parse(JSON.stringify(result)) as ExecutionResult;
  }
}

/** @throws Error when the schema has no such field: a reference that is not asked proves nothing */
function attach(schema: GraphQLSchema, resolvers: Resolvers): void {
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName);
    for (const [fieldName, resolver] of Object.entries(fields)) {
      const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
      if (field === undefined) throw new Error(`The supergraph has no field ${typeName}.${fieldName}`);
      const resolve = resolver as (parent: unknown, args: unknown) => ReturnType<Resolver>;
      field.resolve = (parent: unknown, args) => resolve(parent, args);
    }
  }
}
