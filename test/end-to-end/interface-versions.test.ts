import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { exampleIssues, fixture } from '../support/guests.ts';
import { Gateway } from '../support/gateway.ts';

describe('extensions of 0.2.0 and 0.3.0 side by side', () => {
  let gateway: Gateway;

  before(async () => {
    gateway = await Gateway.start({
      extensions: {
        issues: await exampleIssues(),
        notes: await fixture('notes-030', '0.3.0'),
        answers: await fixture('answers-030', '0.3.0'),
      },
    });
    for (const slug of ['a', 'b', 'c']) {
      const { createRepository } = await gateway.data<{ createRepository: { id: string } }>(
        'mutation ($slug: String!) { createRepository(input: { slug: $slug }) { id } }',
        { slug },
      );
      await gateway.data(
        'mutation ($id: ID!, $title: String!) { createIssue(input: { title: $title, repositoryId: $id }) { id } addNote(note: { title: $title, repositoryId: $id }) { id } }',
        { id: createRepository.id, title: `about ${slug}` },
      );
    }
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('are joined in one query, and the newer one is asked once for all repositories', async () => {
    const asked = gateway.program.log.next(
      'the call',
      ({ msg, fields }) => msg === 'resolve' && field(fields) === 'Repository.notes',
    );
    assert.deepEqual(
      await gateway.data(
        '{ getAllRepositories { slug notes { title repository { path } comments { text } } issues { title } } }',
      ),
      {
        getAllRepositories: ['a', 'b', 'c'].map((slug) => ({
          slug,
          notes: [{ title: `about ${slug}`, repository: { path: slug }, comments: [] }],
          issues: [{ title: `about ${slug}` }],
        })),
      },
    );
    assert.deepEqual((await asked)['fields'], { field: 'Repository.notes', parents: 3 });
  });

  it('are told of a repository what the field asks for in the SDL, and else its id', async () => {
    const told = async (name: string): Promise<unknown> => {
      const { getAllRepositories } = await gateway.data<{
        getAllRepositories: { id: string; told: string }[];
      }>(`{ getAllRepositories { id told: ${name} } }`);
      const { id, ...rest } = JSON.parse(getAllRepositories[0]?.told ?? '') as Record<string, unknown>;
      assert.equal(id, getAllRepositories[0]?.id);
      return rest;
    };
    assert.deepEqual(await told('address'), { __typename: 'Repository', path: 'a', isRemote: false });
    assert.deepEqual(await told('idAlone'), { __typename: 'Repository' });
  });

  it('are told the repository that a root field is about', async () => {
    const { getAllRepositories } = await gateway.data<{ getAllRepositories: { id: string }[] }>(
      '{ getAllRepositories { id } }',
    );
    assert.deepEqual(
      await gateway.data(
        'query ($id: ID!) { scope(repositoryId: $id) unknown: scope(repositoryId: "nowhere") }',
        {
          id: getAllRepositories[1]?.id,
        },
      ),
      { scope: 'repository b -', unknown: 'global - -' },
    );
  });

  it('answer clients with codes, reasons and details of their own', async () => {
    const { data, errors } = await gateway.query(
      '{ own: fail(code: "NOTE_LOCKED", message: "The note is locked.", details: "{\\"by\\":\\"ada\\"}") faked: fail(code: "SUBGRAPH_UNAVAILABLE", message: "no") getAllIssues { title } }',
    );
    assert.deepEqual(data, {
      own: null,
      faked: null,
      getAllIssues: ['a', 'b', 'c'].map((slug) => ({ title: `about ${slug}` })),
    });
    const shown = errors?.map(({ message, path, extensions: { serviceName: _, ...extensions } = {} }) => ({
      message,
      path,
      ...extensions,
    }));
    assert.deepEqual(shown, [
      {
        message: 'The note is locked.',
        path: ['own'],
        code: 'NOTE_LOCKED',
        details: { by: 'ada' },
        extension: 'answers',
      },
      {
        message: 'no',
        path: ['faked'],
        code: 'EXTENSION_ERROR',
        reason: 'SUBGRAPH_UNAVAILABLE',
        extension: 'answers',
      },
    ]);
  });

  it('show in the log which version each was built against', async () => {
    for (const [subgraph, abiVersion] of [
      ['issues', '0.2.0'],
      ['notes', '0.3.0'],
    ]) {
      const line = await gateway.program.log.waitFor(
        'ready',
        (entry) => entry['subgraph'] === subgraph && entry['state'] === 'ready',
      );
      assert.equal(line['abiVersion'], abiVersion);
    }
  });
});

function field(fields: unknown): unknown {
  return (fields as { field?: unknown } | undefined)?.field;
}
