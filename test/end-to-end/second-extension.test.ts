import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { exampleIssues, fixture } from '../support/guests.ts';
import { Gateway } from '../support/gateway.ts';

describe('a second extension that adds to core and to the first', () => {
  let gateway: Gateway;
  let repositoryId: string;

  before(async () => {
    gateway = await Gateway.start({
      extensions: { issues: await exampleIssues(), labels: await fixture('labels') },
    });
    const { createGroup } = await gateway.data<{ createGroup: { id: string } }>(
      'mutation { createGroup(input: { slug: "team" }) { id } }',
    );
    const { createRepository } = await gateway.data<{ createRepository: { id: string } }>(
      'mutation ($group: ID!) { createRepository(input: { slug: "app", group: $group }) { id } }',
      { group: createGroup.id },
    );
    repositoryId = createRepository.id;
    await gateway.data(
      'mutation ($id: ID!) { createIssue(input: { title: "Bug", repositoryId: $id }) { id } }',
      {
        id: repositoryId,
      },
    );
    await gateway.data(
      'mutation ($id: ID!) { createLabel(name: "urgent", repositoryId: $id, issueId: "issue-1") { id } }',
      { id: repositoryId },
    );
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('is joined with the first in one query, in every direction', async () => {
    const data = await gateway.data(`{
      getAllRepositories {
        path
        issues { title labels { name repository { path } } }
        labels { name issue { title repository { slug } } }
      }
    }`);
    assert.deepEqual(data, {
      getAllRepositories: [
        {
          path: 'team/app',
          issues: [{ title: 'Bug', labels: [{ name: 'urgent', repository: { path: 'team/app' } }] }],
          labels: [{ name: 'urgent', issue: { title: 'Bug', repository: { slug: 'app' } } }],
        },
      ],
    });
  });

  it('is told the whole repository that a field is asked on', async () => {
    assert.deepEqual(await gateway.data('{ getRepository(path: "team/app") { repositoryLine } }'), {
      getRepository: { repositoryLine: 'repository: team/app (app, local, in a group)' },
    });
  });

  it('nulls a reference to something that does not exist, with a coded error, and nothing else', async () => {
    await gateway.data(
      'mutation ($id: ID!) { createLabel(name: "dangling", repositoryId: $id, issueId: "issue-99") { id } }',
      {
        id: repositoryId,
      },
    );
    const answer = await gateway.query('{ getAllLabels { name issue { title } } }');
    assert.deepEqual(answer.data, {
      getAllLabels: [
        { name: 'urgent', issue: { title: 'Bug' } },
        { name: 'dangling', issue: null },
      ],
    });
    assert.deepEqual(
      answer.errors?.map(({ path, extensions }) => ({ path, code: extensions?.['code'] })),
      [{ path: ['getAllLabels', 1, 'issue'], code: 'ENTITY_NOT_FOUND' }],
    );
  });
});
