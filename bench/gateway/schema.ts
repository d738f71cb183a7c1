const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])\n';

/** SDL of the subgraphs of the benchmark, by name. */
export const sdls = {
  core: `${link}
    type Query { items: [Item!]!  shelves: [Shelf!]! }
    type Item { id: ID! title: String! price: Int! inStock: Boolean! }
    type Shelf @key(fields: "id") { id: ID! name: String! }
  `,
  stock: `${link}
    type Shelf @key(fields: "id") { id: ID! products: [Product!]! }
    type Product @key(fields: "id") { id: ID! title: String! price: Int! inStock: Boolean! }
  `,
} as const;

export const operations = {
  A: '{ items { id title price inStock } }',
  B: '{ shelves { id name products { id title price inStock } } }',
} as const;
