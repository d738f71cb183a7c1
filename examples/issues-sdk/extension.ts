import { db, defineExtension, ExtensionError, sql, validate } from '@forgepoint/sdk';
import { checkPageSize, issueChange, newIssue } from './input.ts';
import { migrations } from './migrations.ts';
import { schema } from './schema.generated.ts';

/** What of an issue is answered: each column is the field of its name. */
const columns = sql`id, number, title, description, status, created_at AS createdAt, repository_id AS "repository.id"`;

/** @throws ExtensionError when there is none */
function numberOf(id: string, argument: string): number {
  const issue = db.get<{ readonly number: number }>`SELECT number FROM issues WHERE id = ${id}`.read();
  if (issue !== null) return issue.number;
  throw new ExtensionError(
    'ISSUE_NOT_FOUND',
    `There is no issue with the id "${id}", which the argument "${argument}" names.`,
  );
}

/** The issue tracker of `examples/issues`, written with the SDK. */
export const extensionApi = defineExtension({
  schema,
  migrations,

  resolvers: {
    Query: {
      getAllIssues: ({ args: { status, first, after }, ctx }) => {
        const number = after ? numberOf(after, 'after') : null;
        const size = checkPageSize(first ?? ctx.config.pageSize);
        return db.query`
          SELECT ${columns} FROM issues
          WHERE ${sql.and(status && sql`status = ${status}`, number !== null && sql`number > ${number}`)}
          ORDER BY number LIMIT ${size}`;
      },
      getIssue: ({ args }) => db.get`SELECT ${columns} FROM issues WHERE id = ${args.id}`,
    },

    Mutation: {
      createIssue: ({ args, ctx }) => {
        const { title, description, repositoryId } = validate(newIssue, args.input);
        if (repositoryId !== null && ctx.repository?.id !== repositoryId) {
          throw new ExtensionError(
            'REPOSITORY_NOT_FOUND',
            `There is no repository with the id "${repositoryId}".`,
          );
        }
        return db.get`
          INSERT INTO issues (title, description, repository_id) VALUES (${title}, ${description}, ${repositoryId})
          RETURNING ${columns}`;
      },

      updateIssue: ({ args: { id, input } }) => {
        const { title, description, status } = validate(issueChange, input);
        return db.get`
          UPDATE issues SET
            title = coalesce(${title ?? null}, title),
            description = ${description === undefined ? sql`description` : description},
            status = coalesce(${status ?? null}, status)
          WHERE number = ${numberOf(id, 'id')} RETURNING ${columns}`;
      },
    },

    Repository: {
      issues: {
        by: 'repository.id',
        query: ({ parents, args: { status } }) => db.query`
          SELECT ${columns} FROM issues
          WHERE ${sql.and(sql`repository_id IN ${parents.ids}`, status && sql`status = ${status}`)} ORDER BY number`,
      },
    },
  },

  entities: {
    Issue: ({ keys }) => db.query`SELECT ${columns} FROM issues WHERE id IN ${keys.ids}`,
  },
});
