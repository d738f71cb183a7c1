// Written by the build from schema.graphql, manifest.json and package.json. Change those instead.
import type * as forge from '@forgepoint/sdk';

/** What the operator can configure. */
export type ExtensionConfig = null;
type Ctx = forge.Context<ExtensionConfig>;

export interface Item {
  readonly __typename?: 'Item';
  readonly number?: number;
  readonly title?: string;
  readonly description?: string | null;
  readonly status?: string;
  readonly createdAt?: string;
  readonly repositoryId?: string | number | null;
  readonly votes?: number;
}

/** Another's: its id is all that is needed of it. */
export interface Repository {
  readonly __typename?: 'Repository';
  readonly id: string | number;
}

/** What was answered for Item, with every column that was selected. */
export interface ItemParent {
  readonly number?: number;
  readonly title?: string;
  readonly description?: string | null;
  readonly status?: string;
  readonly createdAt?: string;
  readonly repositoryId?: string | number | null;
  readonly votes?: number;
  readonly [column: string]: unknown;
}

export interface ExtensionResolvers {
  readonly Item?: {
    readonly number?: forge.FieldResolver<ItemParent, object, Ctx, number, never>;
    readonly title?: forge.FieldResolver<ItemParent, object, Ctx, string, never>;
    readonly description?: forge.FieldResolver<ItemParent, object, Ctx, string | null, never>;
    readonly status?: forge.FieldResolver<ItemParent, object, Ctx, string, never>;
    readonly createdAt?: forge.FieldResolver<ItemParent, object, Ctx, string, never>;
    readonly repositoryId?: forge.FieldResolver<ItemParent, object, Ctx, string | number | null, never>;
    readonly votes?: forge.FieldResolver<ItemParent, object, Ctx, number, never>;
  };
  readonly Repository: {
    readonly items: forge.FieldResolver<{ readonly id: string; }, object, Ctx, readonly (Item)[], forge.ListQuery<Item>>;
  };
  readonly Query: {
    readonly empty: forge.RootResolver<object, Ctx, number | null>;
    readonly referred: forge.RootResolver<{
      readonly count: number;
    }, Ctx, forge.ListQuery<Item> | readonly (Item)[]>;
    readonly first: forge.RootResolver<{
      readonly count: number;
    }, Ctx, forge.ObjectQuery<Item> | Item | null>;
    readonly mapped: forge.RootResolver<{
      readonly count: number;
    }, Ctx, forge.ListQuery<Item> | readonly (Item)[]>;
  };
}

export interface ExtensionEntities {
}

export const schema: forge.Schema<{
  resolvers: ExtensionResolvers;
  entities: ExtensionEntities;
  config: ExtensionConfig;
}> = {
  name: "rows-sdk",
  version: "0.0.0",
  fields: {"Item":{"number":"possible","title":"possible","description":"possible","status":"possible","createdAt":"possible","repositoryId":"possible","votes":"possible"},"Repository":{"items":"needed"},"Query":{"empty":"needed","referred":"needed","first":"needed","mapped":"needed"}},
  entities: [],
  sdl: `type Item {
  number: Int!
  title: String!
  description: String
  status: String!
  createdAt: String!
  repositoryId: ID
  votes: Int!
}

extend type Repository {
  items: [Item!]!
}

type Query {
  empty: Int
  referred(count: Int!): [Item!]!
  first(count: Int!): Item
  mapped(count: Int!): [Item!]!
}
`,
};
