/**
 * Two subgraphs that answer without thinking, so that what is measured is the gateway: `core` with a list of 20 items
 * (query A) and 10 shelves, `stock` with the 5 products of each shelf (query B).
 * Tells its parent the ports when it listens; ends with its parent.
 */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { sdls } from './schema.ts';

const product = (id: number): object => ({
  id: `product-${id}`,
  title: `Product number ${id}`,
  price: 100 + id,
  inStock: id % 2 === 0,
});
const list = (from: number, count: number): readonly object[] =>
  Array.from({ length: count }, (_, index) => product(from + index));

const answers = {
  shelves: JSON.stringify({
    data: {
      shelves: Array.from({ length: 10 }, (_, id) => ({
        __typename: 'Shelf',
        id: `shelf-${id}`,
        name: `Shelf ${id}`,
      })),
    },
  }),
  items: JSON.stringify({
    data: {
      items: Array.from({ length: 20 }, (_, id) => ({
        id: `item-${id}`,
        title: `Item number ${id}`,
        price: 100 + id,
        inStock: id % 2 === 0,
      })),
    },
  }),
  products: JSON.stringify({
    data: {
      _entities: Array.from({ length: 10 }, (_, id) => ({ __typename: 'Shelf', products: list(id * 5, 5) })),
    },
  }),
};

function answerTo(body: string, sdl: string): string {
  if (body.includes('_service')) return JSON.stringify({ data: { _service: { sdl } } });
  if (body.includes('_entities')) return answers.products;
  return body.includes('items') ? answers.items : answers.shelves;
}

async function listen(sdl: string): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = answerTo(Buffer.concat(chunks).toString(), sdl);
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(answer),
      });
      response.end(answer);
    });
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const ports: Record<string, number> = {};
for (const [name, sdl] of Object.entries(sdls)) {
  ports[name] = ((await listen(sdl)).address() as AddressInfo).port;
}
process.send?.(ports);
process.once('disconnect', () => process.exit());
