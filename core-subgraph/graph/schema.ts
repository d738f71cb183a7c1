/** The core's SDL. */
export const schema = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])

"A folder for repositories and for other groups."
type Group @key(fields: "id") {
  "Identifies the group; never changes."
  id: ID!
  "Name of the group in its place: lower-case words joined by hyphens."
  slug: String!
  "Slugs from the top to the group, joined by slashes."
  path: String!
  "The group that this one is in; null at the top."
  parent: Group
  "Groups in this group, by slug."
  subgroups: [Group!]!
  "Repositories in this group, by slug."
  repositories: [Repository!]!
}

"A repository: one that is kept here, or a link to one elsewhere."
type Repository @key(fields: "id") {
  "Identifies the repository; never changes."
  id: ID!
  "Name of the repository in its place: lower-case words joined by hyphens."
  slug: String!
  "Slugs from the top to the repository, joined by slashes."
  path: String!
  "The group that it is in; null at the top."
  group: Group
  "Whether it is a link to a repository elsewhere."
  isRemote: Boolean!
  "Where the linked repository is; null when it is kept here."
  remoteUrl: String
}

"A group to be created."
input CreateGroupInput {
  "Lower-case letters and digits, in words joined by single hyphens; 1 to 64 characters."
  slug: String!
  "Id of the group to create it in; at the top when left out."
  parent: ID
}

"A repository to be created."
input CreateRepositoryInput {
  "Lower-case letters and digits, in words joined by single hyphens; 1 to 64 characters."
  slug: String!
  "Id of the group to create it in; at the top when left out."
  group: ID
}

type Query {
  "All groups, by slug."
  getAllGroups: [Group!]!
  "The group at a path."
  getGroup(
    "Such as \`group/subgroup\`."
    path: String!
  ): Group
  "All repositories, by slug."
  getAllRepositories: [Repository!]!
  "The repository at a path."
  getRepository(
    "Such as \`group/subgroup/repository\`."
    path: String!
  ): Repository
}

type Mutation {
  "Creates a group."
  createGroup("What to create." input: CreateGroupInput!): Group!
  "Creates a repository that is kept here."
  createRepository("What to create." input: CreateRepositoryInput!): Repository!
  "Links a repository elsewhere; its slug is taken from the URL, and nothing is fetched."
  linkRemoteRepository(
    "An http or https URL without user name, query and fragment."
    url: String!
  ): Repository!
}
`;
