import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse, type GraphQLSchema } from 'graphql';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires"])';

const shelves = `${link}
  type Query {
    shelf: Shelf
    shelves: [Shelf!]!
    things: [Thing]
    thing: Thing
    either: [Either!]
    matrix: [[Int!]]
    now: Values!
  }
  type Mutation { rename(name: String!): Shelf!  clear: Boolean }
  interface Thing { id: ID! name: String }
  type Book implements Thing @key(fields: "id") { id: ID! name: String color: Color! pages: Int! }
  type Disc implements Thing @key(fields: "id") { id: ID! name: String seconds: Float }
  union Either = Book | Disc
  enum Color { RED GREEN }
  scalar Anything
  type Values { int: Int float: Float! text: String flag: Boolean! id: ID any: Anything color: Color }
  type Shelf @key(fields: "id") { id: ID! name: String! things: [Thing!]! books: [Book]! top: Book! }
`;
const stock = `${link}
  type Book @key(fields: "id") {
    id: ID!
    pages: Int! @external
    price: Int!
    weight: Float @requires(fields: "pages")
    alike: [Book!]
  }
  type Disc @key(fields: "id") { id: ID! price: Int owner: Shelf }
  type Shelf @key(fields: "id") { id: ID! rooms: [Room!]! first: Room }
  type Room { number: Int! label: String }
`;

type Resolvers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const book = (id: string) => ({ __typename: 'Book', id, name: `Book ${id}`, color: 'RED', pages: 100 });
const disc = (id: string) => ({ __typename: 'Disc', id, name: null, seconds: 61.5 });
const shelf = (id: string) => ({
  id,
  name: `Shelf ${id}`,
  things: [book('b1'), disc('d1')],
  books: [book('b2'), null, book('b3')],
  top: book('b4'),
});

const resolversOf: Readonly<Record<'shelves' | 'stock', Resolvers>> = {
  shelves: {
    Query: {
      shelf: () => shelf('s1'),
      shelves: () => [shelf('s1'), shelf('s2')],
      things: () => [book('b1'), null, disc('d1')],
      thing: () => disc('d2'),
      either: () => [disc('d1'), book('b5')],
      matrix: () => [[1, 2], null, [3]],
      now: () => ({ int: 1, float: 0.5, text: 'ü"\n', flag: true, id: 7, any: { a: [1] }, color: 'GREEN' }),
    },
    Mutation: {
      rename: (_: unknown, { name }: { name: string }) => ({ ...shelf('s1'), name }),
      clear: () => true,
    },
    Shelf: { __resolveReference: ({ id }: { id: string }) => shelf(id) },
    Book: { __resolveReference: ({ id }: { id: string }) => book(id) },
    Disc: { __resolveReference: ({ id }: { id: string }) => disc(id) },
  },
  stock: {
    Book: {
      price: ({ id }: { id: string }) => id.length * 10,
      weight: ({ pages }: { pages: number }) => pages / 8,
      alike: () => [book('b6'), book('b7')],
    },
    Disc: { price: () => null, owner: () => shelf('s3') },
    Shelf: {
      rooms: () => [
        { number: 1, label: 'A' },
        { number: 2, label: null },
      ],
      first: () => null,
    },
  },
};

/** What a subgraph is asked; `data` and `errors` are what it would answer. */
export type Spoil = (asked: string, answer: object) => string;

/** Two subgraphs over real HTTP whose answers can be spoilt on their way out. */
export class Subgraphs implements AsyncDisposable {
  readonly sdls = { shelves, stock };
  readonly urls: Record<string, string> = {};
  /** Makes the body of each answer. */
  spoil: Spoil = (_, answer) => JSON.stringify(answer);
  readonly #servers: AsyncDisposableStack = new AsyncDisposableStack();

  static async start(): Promise<Subgraphs> {
    const subgraphs = new Subgraphs();
    for (const name of ['shelves', 'stock'] as const) {
      const typeDefs = parse(subgraphs.sdls[name]);
      await subgraphs.#serve(name, buildSubgraphSchema({ typeDefs, resolvers: resolversOf[name] as never }));
    }
    return subgraphs;
  }

  async #serve(name: string, schema: GraphQLSchema): Promise<void> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const { query, variables } = JSON.parse(text) as {
          query: string;
          variables: Record<string, unknown>;
        };
        void Promise.resolve(execute({ schema, document: parse(query), variableValues: variables })).then(
          (answer) => response.end(this.spoil(`${name} ${text}`, answer)),
        );
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.urls[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    this.#servers.defer(async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#servers.disposeAsync();
  }
}
