/**
 * A subgraph in plain JavaScript behind Apollo Server, as its documentation shows it; tells its parent its SDL and URL,
 * and ends with it. Usage: subgraph.ts core | issues <folder>
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { openDatabase } from './open-database.ts';
import { coreResolvers, issuesResolvers } from './resolvers.ts';
import { coreSdl, federationLink, issuesOfEntity, issuesSdl, repositoryEntity } from './schema.ts';

const [name = '', folder = ''] = process.argv.slice(2);
const database = openDatabase(join(folder, `${name}.db`));
const sdl =
  name === 'core'
    ? `${federationLink} ${coreSdl} ${repositoryEntity}`
    : `${federationLink} ${issuesSdl} ${issuesOfEntity}`;
const resolvers = name === 'core' ? coreResolvers(database) : issuesResolvers(database);
const server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs: parse(sdl), resolvers }) });

/** The gateway sends on connections that the server is about to close for having idled, and answers with an error then. */
function keepConnections(message: unknown): void {
  (message as { readonly server: Server }).server.keepAliveTimeout = 0;
  unsubscribe('http.server.request.start', keepConnections);
}
subscribe('http.server.request.start', keepConnections);
const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
process.send?.({ name, sdl, url });
process.once('disconnect', () => process.exit());
