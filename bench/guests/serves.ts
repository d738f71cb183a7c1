import { execute, query } from 'forge:extension/host-database@0.2.0';
import { log } from 'forge:extension/host-log@0.2.0';

// The commonest things that a guest does, each with a line of log.
const schema = `
  type Row { id: String! title: String! status: String! author: String! points: Int! created: String! note: String }
  type Query { empty: Int! one(id: String!): Row hundred: [Row!]! }
`;
const columns = ['id', 'title', 'status', 'author', 'points', 'created', 'note'];

function rows(sql, parameters) {
  const result = query(sql, parameters);
  if (result.tag === 'error') throw new Error(result.val);
  return result.val.map(({ values }) =>
    Object.fromEntries(
      values.map((value, index) => [columns[index], value.tag === 'null' ? null : value.val]),
    ),
  );
}

function resolve(field, args) {
  switch (field) {
    case 'empty':
      return 1;
    case 'one':
      return rows('SELECT * FROM row WHERE id = ?', [{ tag: 'text', val: args.id }])[0];
    default:
      return rows('SELECT * FROM row ORDER BY id LIMIT 100', []);
  }
}

export const extensionApi = {
  init() {
    execute(`CREATE TABLE row (${columns.join(', ')})`, []);
    for (let number = 0; number < 100; number += 1) {
      execute('INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, NULL)', [
        { tag: 'text', val: `row-${number}` },
        { tag: 'text', val: `Row number ${number}` },
        { tag: 'text', val: 'open' },
        { tag: 'text', val: 'somebody' },
        { tag: 'integer', val: number },
        { tag: 'text', val: '2026-01-01T00:00:00Z' },
      ]);
    }
  },
  getInfo: () => ({ name: 'serves', version: '1.0.0', capabilities: [] }),
  getSchema: () => schema,
  resolveField: ({ fieldName, arguments: args }) => {
    log('info', `asked for ${fieldName}`);
    return { tag: 'success', val: JSON.stringify(resolve(fieldName, JSON.parse(args)) ?? null) };
  },
  shutdown() {},
};
