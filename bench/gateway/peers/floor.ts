/**
 * The least that any gateway in JavaScript does: takes a request over `node:http`, parses it, makes the same fetches by
 * undici, parses what comes, and writes the answer. Usage: floor.ts <url of core> <url of stock>
 */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';

const pools = process.argv.slice(2).map((url) => new Pool(new URL(url).origin, { connections: 64 }));

interface Entity {
  readonly id: string;
  readonly name: string;
  readonly products?: unknown;
}
interface Answer {
  readonly data: { readonly shelves: readonly Entity[]; readonly _entities: readonly Entity[] };
}

async function fetchFrom(index: number, body: string): Promise<Answer> {
  const pool = pools[index];
  if (pool === undefined) throw new Error('a URL is missing');
  const answer = await pool.request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return (await answer.body.json()) as Answer;
}

async function answerTo(body: string): Promise<unknown> {
  const { query } = JSON.parse(body) as { query: string };
  const first = await fetchFrom(0, JSON.stringify({ query, variables: {} }));
  if (query.includes('items')) return first;
  const representations = first.data.shelves.map(({ id }) => ({ __typename: 'Shelf', id }));
  const second = await fetchFrom(1, JSON.stringify({ query: '_entities', variables: { representations } }));
  const shelves = first.data.shelves.map(({ id, name }, index) => ({
    id,
    name,
    products: second.data._entities[index]?.products,
  }));
  return { data: { shelves } };
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    void answerTo(Buffer.concat(chunks).toString()).then((answer) => {
      const text = JSON.stringify(answer);
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(text),
      });
      response.end(text);
    });
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}/graphql` })}\n`);
