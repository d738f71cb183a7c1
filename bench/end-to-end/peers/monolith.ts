/** One Apollo Server over one database, as its documentation shows it. Usage: monolith.ts <folder> */
import { join } from 'node:path';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { openDatabase } from './open-database.ts';
import { coreResolvers, issuesResolvers } from './resolvers.ts';
import { coreSdl, issuesSdl, repositoryWithIssues } from './schema.ts';

const [folder = ''] = process.argv.slice(2);
const database = openDatabase(join(folder, 'monolith.db'));
const server = new ApolloServer({
  typeDefs: [coreSdl, issuesSdl, repositoryWithIssues],
  resolvers: [coreResolvers(database), issuesResolvers(database)],
});
const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
process.stdout.write(`${JSON.stringify({ url })}\n`);
