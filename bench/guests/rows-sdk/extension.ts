import { db, defineExtension, sql } from '@forgepoint/sdk';
import { schema } from './schema.generated.ts';

// The resolvers that an author writes without thinking of speed.
const columns = sql`number, title, description, status, created_at AS createdAt, repository_id AS repositoryId, votes`;

interface Item {
  readonly number: number;
  readonly title: string;
}

export const extensionApi = defineExtension({
  schema,
  resolvers: {
    Query: {
      empty: () => 1,
      referred: ({ args }) => db.query`SELECT ${columns} FROM item LIMIT ${args.count}`,
      first: ({ args }) => db.get`SELECT ${columns} FROM item WHERE number = ${args.count}`,
      mapped: ({ args }) =>
        db.query<Item>`SELECT ${columns} FROM item LIMIT ${args.count}`.map((item) => ({ ...item })),
    },
    Repository: {
      items: {
        by: 'repositoryId',
        query: ({ parents }) => db.query`SELECT ${columns} FROM item WHERE repository_id IN ${parents.ids}`,
      },
    },
  },
});
