/** ApolloGateway over two subgraphs in plain JavaScript, each a process of its own. Usage: federation.ts <folder> */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@apollo/composition';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { parse } from 'graphql';

const [folder = ''] = process.argv.slice(2);
const program = fileURLToPath(new URL('./subgraph.ts', import.meta.url));

interface Served {
  readonly name: string;
  readonly sdl: string;
  readonly url: string;
}

async function start(name: string): Promise<Served> {
  const [served] = (await once(fork(program, [name, folder]), 'message')) as [Served];
  return served;
}

const subgraphs = await Promise.all(['core', 'issues'].map(start));
const { supergraphSdl, errors } = composeServices(
  subgraphs.map(({ name, sdl, url }) => ({ name, url, typeDefs: parse(sdl) })),
);
if (supergraphSdl === undefined) throw new Error(`it doesn't compose: ${JSON.stringify(errors)}`);
const server = new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl }) });
const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
process.stdout.write(`${JSON.stringify({ url })}\n`);
