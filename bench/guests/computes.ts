// Does nothing but compute: what a guest costs when the host does nothing for it.
const schema = 'type Query { work(steps: Int!): Int! }';

function work(steps) {
  let hash = 0;
  const words = [];
  for (let step = 0; step < steps; step += 1) {
    hash = (hash * 31 + step) | 0;
    if (step % 8 === 0) words.push(`w${hash & 255}`);
  }
  const counts = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return JSON.stringify(counts).length + hash;
}

export const extensionApi = {
  init() {},
  getInfo: () => ({ name: 'computes', version: '1.0.0', capabilities: [] }),
  getSchema: () => schema,
  resolveField: ({ arguments: args }) => ({
    tag: 'success',
    val: JSON.stringify(work(JSON.parse(args).steps)),
  }),
  shutdown() {},
};
