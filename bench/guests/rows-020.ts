import * as database from 'forge:extension/host-database@0.2.0';

// Answers with rows in the only way that 0.2.0 has: every value enters the guest.
const select =
  'SELECT number, title, description, status, created_at, repository_id, votes FROM item LIMIT ?';

function rows(count) {
  const result = database.query(select, [{ tag: 'integer', val: count }]);
  if (result.tag === 'error') throw new Error(result.val);
  return result.val.map(
    ({ values: [number, title, description, status, createdAt, repositoryId, votes] }) => ({
      number: Number(number.val),
      title: title.val,
      description: description.val,
      status: status.val,
      createdAt: createdAt.val,
      repositoryId: repositoryId.val,
      votes: Number(votes.val),
    }),
  );
}

export const extensionApi = {
  init() {},
  getInfo: () => ({ name: 'rows', version: '1.0.0', capabilities: [] }),
  getSchema: () => 'type Query { rows(count: Int): Int }',
  resolveField({ fieldName, arguments: args }) {
    if (fieldName === 'empty') return { tag: 'success', val: '1' };
    return { tag: 'success', val: JSON.stringify(rows(JSON.parse(args).count)) };
  },
  shutdown() {},
};
