import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadExtension } from '@forgepoint/sdk/testing';

const component = new URL('../dist/labels.wasm', import.meta.url);
const repositories = [{ id: 'r1' }, { id: 'r2' }];
const addLabel =
  'mutation ($id: ID!, $name: String!) { addLabel(repositoryId: $id, name: $name) { name createdAt } }';

test('a repository shows the labels that it was marked with', async () => {
  await using extension = await loadExtension(component, { repositories, now: '2026-01-31T09:30:00Z' });
  assert.deepEqual(await extension.data(addLabel, { variables: { id: 'r1', name: 'typescript' } }), {
    addLabel: { name: 'typescript', createdAt: '2026-01-31T09:30:00.000Z' },
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

test('what is wrong with a label is said with a code', async () => {
  await using extension = await loadExtension(component, { repositories, config: { maxLabels: 1 } });
  const codeFor = async (id: string, name: string): Promise<unknown> =>
    (await extension.graphql(addLabel, { variables: { id, name } })).errors[0]?.extensions?.['code'];
  assert.equal(await codeFor('r3', 'typescript'), 'REPOSITORY_NOT_FOUND');
  assert.equal(await codeFor('r1', 'Type Script'), 'INPUT_INVALID');
  assert.equal(await codeFor('r1', 'typescript'), undefined);
  assert.equal(await codeFor('r1', 'rust'), 'TOO_MANY_LABELS');
});
