import { db, defineExtension, ExtensionError, isSqlError, log, sql, validate } from '@forgepoint/sdk';
import * as v from 'valibot';
import { schema } from './schema.generated.ts';

// A column is the field of its name: what a resolver returns of them goes to the client without a detour.
const label = sql`id, name, created_at AS createdAt, repository_id AS "repository.id"`;

const labelName = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9-]{1,40}$/, 'The name of a label has 1 to 40 lower-case letters, digits and hyphens.'),
);

export const extensionApi = defineExtension({
  schema,

  migrations: {
    '0001-labels': `
      CREATE TABLE labels (
        id INTEGER PRIMARY KEY,
        repository_id TEXT NOT NULL,
        name TEXT NOT NULL,
        created_at TEXT NOT NULL,
        UNIQUE (repository_id, name)
      ) STRICT;
    `,
  },

  resolvers: {
    Query: {
      label: ({ args }) => db.get`SELECT ${label} FROM labels WHERE id = ${args.id}`,
    },

    Mutation: {
      addLabel: ({ args, ctx }) => {
        // The host looks up the repository that an argument repositoryId names.
        if (ctx.repository === null) {
          throw new ExtensionError(
            'REPOSITORY_NOT_FOUND',
            `There is no repository with the id "${args.repositoryId}".`,
          );
        }
        const name = validate(labelName, args.name, 'name');
        const { id } = ctx.repository;
        const { count } = db.get<{ count: number }>`
          SELECT count(*) AS count FROM labels WHERE repository_id = ${id}`.read() ?? { count: 0 };
        if (count >= ctx.config.maxLabels) {
          throw new ExtensionError(
            'TOO_MANY_LABELS',
            `A repository can have ${ctx.config.maxLabels} labels.`,
            { count },
          );
        }
        log.info('label added', { repository: id, name });
        try {
          return db.get`
            INSERT INTO labels (repository_id, name, created_at) VALUES (${id}, ${name}, ${new Date().toISOString()})
            RETURNING ${label}`.run();
        } catch (error) {
          if (!isSqlError(error, 'SQLITE_CONSTRAINT_UNIQUE')) throw error;
          throw new ExtensionError('LABEL_EXISTS', `The repository has the label "${name}" already.`);
        }
      },
    },

    Repository: {
      // One query for all repositories that a request is about; "by" deals the rows out.
      labels: {
        by: 'repository.id',
        query: ({ parents }) => db.query`
          SELECT ${label} FROM labels WHERE repository_id IN ${parents.ids} ORDER BY name`,
      },
    },
  },

  // Others can refer to a label by its id.
  entities: {
    Label: ({ keys }) => db.query`SELECT ${label} FROM labels WHERE id IN ${keys.ids}`,
  },
});
