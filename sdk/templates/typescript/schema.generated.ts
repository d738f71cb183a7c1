// Written by the build from schema.graphql, manifest.json and package.json. Change those instead.
import type * as forge from '@forgepoint/sdk';

/** What the operator can configure. */
export type ExtensionConfig = forge.ConfigOf<{
  "type": "object",
  "properties": {
    "maxLabels": {
      "description": "How many labels a repository can have.",
      "type": "integer",
      "minimum": 1,
      "default": 20
    }
  },
  "additionalProperties": false
}>;
type Ctx = forge.Context<ExtensionConfig>;

/** A word that a repository is marked with. */
export interface Label {
  readonly __typename?: 'Label';
  readonly id?: string | number;
  /** Lower-case letters, digits and hyphens; 1 to 40 characters. */
  readonly name?: string;
  /** When the repository was marked with it, in UTC (ISO 8601). */
  readonly createdAt?: string;
  readonly repository?: Repository | null;
}

/** Another's: its id is all that is needed of it. */
export interface Repository {
  readonly __typename?: 'Repository';
  readonly id: string | number;
}

/** What was answered for Label, with every column that was selected. */
export interface LabelParent {
  readonly id: string | number;
  readonly name?: string;
  readonly createdAt?: string;
  readonly [column: string]: unknown;
}

export interface ExtensionResolvers {
  readonly Label?: {
    readonly id?: forge.FieldResolver<LabelParent, object, Ctx, string | number, never>;
    /** Lower-case letters, digits and hyphens; 1 to 40 characters. */
    readonly name?: forge.FieldResolver<LabelParent, object, Ctx, string, never>;
    /** When the repository was marked with it, in UTC (ISO 8601). */
    readonly createdAt?: forge.FieldResolver<LabelParent, object, Ctx, string, never>;
    readonly repository?: forge.FieldResolver<LabelParent, object, Ctx, Repository | null, forge.ObjectQuery<Repository>>;
  };
  readonly Repository: {
    /** The labels of this repository by name. */
    readonly labels: forge.FieldResolver<{ readonly id: string; }, object, Ctx, readonly (Label)[], forge.ListQuery<Label>>;
  };
  readonly Query: {
    /** One label; null when there is none with that id. */
    readonly label: forge.RootResolver<{
      readonly id: string;
    }, Ctx, forge.ObjectQuery<Label> | Label | null>;
  };
  readonly Mutation: {
    /** Marks a repository with a label. */
    readonly addLabel: forge.RootResolver<{
      readonly repositoryId: string;
      readonly name: string;
    }, Ctx, forge.ObjectQuery<Label> | Label>;
  };
}

export interface ExtensionEntities {
  readonly Label?: forge.EntityResolver<{ readonly __typename: 'Label'; readonly id: string; }, Ctx, Label>;
}

export const schema: forge.Schema<{
  resolvers: ExtensionResolvers;
  entities: ExtensionEntities;
  config: ExtensionConfig;
}> = {
  name: "labels",
  version: "0.1.0",
  fields: {"Label":{"id":"possible","name":"possible","createdAt":"possible","repository":"possible"},"Repository":{"labels":"needed"},"Query":{"label":"needed"},"Mutation":{"addLabel":"needed"}},
  entities: ["Label"],
  sdl: `"A word that a repository is marked with."
type Label {
  id: ID!
  "Lower-case letters, digits and hyphens; 1 to 40 characters."
  name: String!
  "When the repository was marked with it, in UTC (ISO 8601)."
  createdAt: String!
  repository: Repository
}

extend type Repository {
  "The labels of this repository by name."
  labels: [Label!]!
}

type Query {
  "One label; null when there is none with that id."
  label(id: ID!): Label
}

type Mutation {
  "Marks a repository with a label."
  addLabel(repositoryId: ID!, name: String!): Label!
}
`,
};
