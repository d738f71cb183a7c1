/** What the peers serve: the part of the forge's schema that the operations of the benchmark ask for. */
export const coreSdl = `
  type Query { getAllRepositories: [Repository!]! }
  type Mutation { createRepository(input: CreateRepositoryInput!): Repository! }
  input CreateRepositoryInput { slug: String! }
`;

export const issuesSdl = `
  type Issue {
    id: ID!
    number: Int!
    title: String!
    description: String
    status: IssueStatus!
    createdAt: String!
    repository: Repository
  }
  enum IssueStatus { OPEN IN_PROGRESS CLOSED }
  input CreateIssueInput { title: String! description: String repositoryId: ID }
  extend type Query { getAllIssues(status: IssueStatus, first: Int): [Issue!]! }
  extend type Mutation { createIssue(input: CreateIssueInput!): Issue! }
`;

/** The one service that knows both. */
export const repositoryWithIssues = `
  type Repository { id: ID! slug: String! issues(status: IssueStatus): [Issue!]! }
`;

/** The same as an entity: of the core, and as the issues' service adds to it. */
export const repositoryEntity = `
  type Repository @key(fields: "id") { id: ID! slug: String! }
`;
export const issuesOfEntity = `
  type Repository @key(fields: "id") { id: ID! issues(status: IssueStatus): [Issue!]! }
`;

export const federationLink = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
`;
