// Written by the build from schema.graphql, manifest.json and package.json. Change those instead.
import type * as forge from '@forgepoint/sdk';

/** What the operator can configure. */
export type ExtensionConfig = forge.ConfigOf<{
  "type": "object",
  "properties": {
    "pageSize": {
      "description": "How many issues getAllIssues gives when it is not told.",
      "type": "integer",
      "minimum": 1,
      "maximum": 100,
      "default": 50
    }
  },
  "additionalProperties": false
}>;
type Ctx = forge.Context<ExtensionConfig>;

/** How far the work on an issue has come. */
export type IssueStatus = 'OPEN' | 'IN_PROGRESS' | 'CLOSED';

/** What a new issue begins with. */
export interface CreateIssueInput {
  /** One line that says what it is about: 1 to 255 characters, spaces at both ends not counted. */
  readonly title: string;
  /** The whole story, at most 65,536 characters. */
  readonly description?: string | null;
  /** The id of the repository that the issue belongs to; it belongs to none when this is left out. */
  readonly repositoryId?: string | null;
}

/** What is to change in an issue; what is left out stays as it is. At least one field has to be given. */
export interface UpdateIssueInput {
  /** The new title: 1 to 255 characters, spaces at both ends not counted. It can't be null. */
  readonly title?: string | null;
  /** The new description, at most 65,536 characters; null removes it. */
  readonly description?: string | null;
  /** The new status. It can't be null. */
  readonly status?: IssueStatus | null;
}

/** Something to be done, to be mended or to be decided, written down so that it is not forgotten. */
export interface Issue {
  readonly __typename?: 'Issue';
  /** Names the issue for good: issue- and its number, such as issue-1. */
  readonly id?: string | number;
  /** Counts the issues of this forge from 1; a number is never given twice. */
  readonly number?: number;
  /** One line that says what it is about; 1 to 255 characters. */
  readonly title?: string;
  /** The whole story; null when there is none. */
  readonly description?: string | null;
  /** How far the work on it has come. */
  readonly status?: IssueStatus;
  /** When the issue was written, in UTC, such as 2026-01-31T09:30:00.000Z (ISO 8601). */
  readonly createdAt?: string;
  /** The repository that the issue belongs to; null when it belongs to none. */
  readonly repository?: Repository | null;
}

/** Another's: its id is all that is needed of it. */
export interface Repository {
  readonly __typename?: 'Repository';
  readonly id: string | number;
}

/** What was answered for Issue, with every column that was selected. */
export interface IssueParent {
  readonly id: string | number;
  readonly number?: number;
  readonly title?: string;
  readonly description?: string | null;
  readonly status?: IssueStatus;
  readonly createdAt?: string;
  readonly [column: string]: unknown;
}

export interface ExtensionResolvers {
  readonly Issue?: {
    /** Names the issue for good: issue- and its number, such as issue-1. */
    readonly id?: forge.FieldResolver<IssueParent, object, Ctx, string | number, never>;
    /** Counts the issues of this forge from 1; a number is never given twice. */
    readonly number?: forge.FieldResolver<IssueParent, object, Ctx, number, never>;
    /** One line that says what it is about; 1 to 255 characters. */
    readonly title?: forge.FieldResolver<IssueParent, object, Ctx, string, never>;
    /** The whole story; null when there is none. */
    readonly description?: forge.FieldResolver<IssueParent, object, Ctx, string | null, never>;
    /** How far the work on it has come. */
    readonly status?: forge.FieldResolver<IssueParent, object, Ctx, IssueStatus, never>;
    /** When the issue was written, in UTC, such as 2026-01-31T09:30:00.000Z (ISO 8601). */
    readonly createdAt?: forge.FieldResolver<IssueParent, object, Ctx, string, never>;
    /** The repository that the issue belongs to; null when it belongs to none. */
    readonly repository?: forge.FieldResolver<IssueParent, object, Ctx, Repository | null, forge.ObjectQuery<Repository>>;
  };
  readonly Query: {
    /** Issues of all repositories and of none, the oldest first. */
    readonly getAllIssues: forge.RootResolver<{
      /** Only issues with this status; every status when left out. */
      readonly status?: IssueStatus | null;
      /** How many issues at most, 1 to 100; as many as the operator has configured when left out. */
      readonly first?: number | null;
      /** The id of an issue: only those that are younger are returned. With the last id of one page it gives the next. */
      readonly after?: string | null;
    }, Ctx, forge.ListQuery<Issue> | readonly (Issue)[]>;
    /** One issue by its id; null when there is none with that id. */
    readonly getIssue: forge.RootResolver<{
      /** Such as issue-1. */
      readonly id: string;
    }, Ctx, forge.ObjectQuery<Issue> | Issue | null>;
  };
  readonly Mutation: {
    /** Writes a new issue, with the status OPEN. */
    readonly createIssue: forge.RootResolver<{
      /** What the issue begins with. */
      readonly input: CreateIssueInput;
    }, Ctx, forge.ObjectQuery<Issue> | Issue>;
    /** Changes an issue. */
    readonly updateIssue: forge.RootResolver<{
      /** The id of the issue to change, such as issue-1. */
      readonly id: string;
      /** What is to change. */
      readonly input: UpdateIssueInput;
    }, Ctx, forge.ObjectQuery<Issue> | Issue>;
  };
  readonly Repository: {
    /** Issues that belong to this repository, the oldest first. */
    readonly issues: forge.FieldResolver<{ readonly id: string; }, {
      /** Only issues with this status; every status when left out. */
      readonly status?: IssueStatus | null;
    }, Ctx, readonly (Issue)[], forge.ListQuery<Issue>>;
  };
}

export interface ExtensionEntities {
  readonly Issue?: forge.EntityResolver<{ readonly __typename: 'Issue'; readonly id: string; }, Ctx, Issue>;
}

export const schema: forge.Schema<{
  resolvers: ExtensionResolvers;
  entities: ExtensionEntities;
  config: ExtensionConfig;
}> = {
  name: "example-issues-sdk",
  version: "0.1.0",
  fields: {"Issue":{"id":"possible","number":"possible","title":"possible","description":"possible","status":"possible","createdAt":"possible","repository":"possible"},"Query":{"getAllIssues":"needed","getIssue":"needed"},"Mutation":{"createIssue":"needed","updateIssue":"needed"},"Repository":{"issues":"needed"}},
  entities: ["Issue"],
  sdl: `"""
Something to be done, to be mended or to be decided, written down so that it is not forgotten.
"""
type Issue {
  "Names the issue for good: issue- and its number, such as issue-1."
  id: ID!
  "Counts the issues of this forge from 1; a number is never given twice."
  number: Int!
  "One line that says what it is about; 1 to 255 characters."
  title: String!
  "The whole story; null when there is none."
  description: String
  "How far the work on it has come."
  status: IssueStatus!
  "When the issue was written, in UTC, such as 2026-01-31T09:30:00.000Z (ISO 8601)."
  createdAt: String!
  "The repository that the issue belongs to; null when it belongs to none."
  repository: Repository
}

"""
How far the work on an issue has come.
"""
enum IssueStatus {
  "Nobody works on it yet."
  OPEN
  "Someone works on it."
  IN_PROGRESS
  "Done, or decided not to be done."
  CLOSED
}

"""
What a new issue begins with.
"""
input CreateIssueInput {
  "One line that says what it is about: 1 to 255 characters, spaces at both ends not counted."
  title: String!
  "The whole story, at most 65,536 characters."
  description: String
  "The id of the repository that the issue belongs to; it belongs to none when this is left out."
  repositoryId: ID
}

"""
What is to change in an issue; what is left out stays as it is. At least one field has to be given.
"""
input UpdateIssueInput {
  "The new title: 1 to 255 characters, spaces at both ends not counted. It can't be null."
  title: String
  "The new description, at most 65,536 characters; null removes it."
  description: String
  "The new status. It can't be null."
  status: IssueStatus
}

type Query {
  "Issues of all repositories and of none, the oldest first."
  getAllIssues(
    "Only issues with this status; every status when left out."
    status: IssueStatus
    "How many issues at most, 1 to 100; as many as the operator has configured when left out."
    first: Int
    "The id of an issue: only those that are younger are returned. With the last id of one page it gives the next."
    after: ID
  ): [Issue!]!
  "One issue by its id; null when there is none with that id."
  getIssue("Such as issue-1." id: ID!): Issue
}

type Mutation {
  "Writes a new issue, with the status OPEN."
  createIssue("What the issue begins with." input: CreateIssueInput!): Issue!
  "Changes an issue."
  updateIssue(
    "The id of the issue to change, such as issue-1."
    id: ID!
    "What is to change."
    input: UpdateIssueInput!
  ): Issue!
}

extend type Repository {
  "Issues that belong to this repository, the oldest first."
  issues("Only issues with this status; every status when left out." status: IssueStatus): [Issue!]!
}
`,
};
