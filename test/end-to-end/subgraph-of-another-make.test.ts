import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { Gateway } from '../support/gateway.ts';
import { Program } from '../support/program.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@override"])';

const notes = `${link}
  type Note @key(fields: "id") { id: ID! text: String! repository: Repository! }
  extend type Repository @key(fields: "id") { id: ID! notes: [Note!]! }
  type Query { notes: [Note!]! }`;

const takesOver = `${link}
  extend type Repository @key(fields: "id") { id: ID! }
  type Query { getAllRepositories: [Repository!]! @override(from: "core") }`;

const dangling = { id: '1', text: 'On nothing', repository: { __typename: 'Repository', id: 'nowhere' } };
const resolvers = {
  Query: { notes: () => [dangling] },
  Repository: {
    notes: () => {
      throw new Error('no notes today');
    },
  },
};

/** A subgraph that no host of ours has wrapped. @returns its URL */
async function serve(sdl: string, servers: ApolloServer[]): Promise<string> {
  const server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs: parse(sdl), resolvers }) });
  servers.push(server);
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
  return url;
}

describe('a subgraph of another make, by its URL', () => {
  const servers: ApolloServer[] = [];
  let dir: string;
  let core: Program;
  let gateway: Gateway;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    core = new Program('core-subgraph/bin.js', { cwd: dir, env: { FORGE_PORT: '0' } });
    const { url } = await core.log.waitFor('its URL', (line) => typeof line['url'] === 'string');
    gateway = await Gateway.start({
      args: [
        `core=${String(url)}`,
        `notes=${await serve(notes, servers)}`,
        `taker=${await serve(takesOver, servers)}`,
      ].flatMap((subgraph) => ['--subgraph', subgraph]),
    });
  });
  after(async () => {
    await gateway[Symbol.asyncDispose]();
    await core[Symbol.asyncDispose]();
    await Promise.all(servers.map((server) => server.stop()));
    await rm(dir, { recursive: true, force: true });
  });

  it('nulls no more than what it does not answer, whatever its schema promises', async () => {
    const { createRepository } = await gateway.data<{ createRepository: { id: string } }>(
      'mutation { createRepository(input: { slug: "app" }) { id } }',
    );
    assert.ok(createRepository.id);
    const { data } = await gateway.query(
      '{ notes { text repository { slug } } getAllRepositories { slug notes { text } } }',
    );
    assert.deepEqual(data, {
      notes: [{ text: 'On nothing', repository: null }],
      getAllRepositories: [{ slug: 'app', notes: null }],
    });
  });

  it('is refused when it takes what is core’s, as an extension would be', async () => {
    const line = await gateway.program.log.waitFor('the refusal', ({ extension }) => extension === 'taker');
    assert.equal(line['code'], 'EXTENSION_SCHEMA_INVALID');
    assert.match(
      String(line['reason']),
      /@override reaches into other subgraphs\. .* the grant "federation"/,
    );
  });
});
