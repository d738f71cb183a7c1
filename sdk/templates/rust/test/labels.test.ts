import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadExtension } from '@forgepoint/sdk/testing';

const component = new URL('../dist/labels.wasm', import.meta.url);
const repositories = [{ id: 'r1' }, { id: 'r2' }];
const addLabel =
  'mutation ($id: ID!, $name: String!) { addLabel(repositoryId: $id, name: $name) { id name } }';

test('a repository shows the labels that it was marked with', async () => {
  await using extension = await loadExtension(component, { repositories });
  assert.deepEqual(await extension.data(addLabel, { variables: { id: 'r1', name: 'typescript' } }), {
    addLabel: { id: '1', name: 'typescript' },
  });
  assert.deepEqual(await extension.data('{ label(id: 1) { name repository { id } } }'), {
    label: { name: 'typescript', repository: { id: 'r1' } },
  });
  const { data, calls } = await extension.entities(
    [
      { __typename: 'Repository', id: 'r1' },
      { __typename: 'Repository', id: 'r2' },
    ],
    'labels { name }',
  );
  assert.deepEqual(data, [{ labels: [{ name: 'typescript' }] }, { labels: [] }]);
  assert.equal(calls, 1, 'all repositories in one call');
});

test('a label is found by its id', async () => {
  await using extension = await loadExtension(component, { repositories });
  await extension.data(addLabel, { variables: { id: 'r1', name: 'rust' } });
  const { data } = await extension.entities([{ __typename: 'Label', id: '1' }], 'name');
  assert.deepEqual(data, [{ name: 'rust' }]);
});

test('what is wrong with a label is said with a code', async () => {
  await using extension = await loadExtension(component, { repositories, config: { maxLabels: 2 } });
  const codeFor = async (id: string, name: string): Promise<unknown> =>
    (await extension.graphql(addLabel, { variables: { id, name } })).errors[0]?.extensions?.['code'];
  assert.equal(await codeFor('r3', 'rust'), 'REPOSITORY_NOT_FOUND');
  assert.equal(await codeFor('r1', 'Rust'), 'INPUT_INVALID');
  assert.equal(await codeFor('r1', 'rust'), undefined);
  assert.equal(await codeFor('r1', 'rust'), 'LABEL_EXISTS');
  assert.equal(await codeFor('r1', 'typescript'), undefined);
  assert.equal(await codeFor('r1', 'go'), 'TOO_MANY_LABELS');
});
