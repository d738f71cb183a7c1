/**
 * What this extension adds to the graph. The host makes a federation subgraph of it.
 * @param pageSize how many issues a page has when nobody says
 */
export const schemaFor = (pageSize: number): string => /* GraphQL */ `
  """
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
      "How many issues at most, 1 to 100."
      first: Int = ${pageSize}
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
`;
