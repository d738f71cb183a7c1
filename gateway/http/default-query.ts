/** What GraphiQL shows to someone who comes for the first time. */
export const defaultQuery = `# One schema: the core's groups and repositories, and what the extensions add.
# The book at the left opens the documentation; Ctrl-Space completes, Ctrl-Enter runs.
#
# With the example extension you can create an issue,
#   mutation { createIssue(input: { title: "Test Issue" }) { id title status } }
# and read it:
#   { getAllIssues { id title status repository { path } } }

{
  getAllGroups {
    path
  }
  getAllRepositories {
    path
    isRemote
  }
}
`;
