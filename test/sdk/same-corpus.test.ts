import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { join } from 'node:path';
import { parse, print } from 'graphql';
import { loadExtension, type LoadOptions, type TestExtension } from '../../sdk/testing/index.ts';
import { exampleIssues } from '../support/guests.ts';
import { projectRoot } from '../support/program.ts';
import { built } from './built.ts';

/** One after the other, on one database. What the clock says is left out. */
const issue = '{ id number title description status repository { id } }';
const corpus: readonly (readonly [query: string, variables?: Readonly<Record<string, unknown>>])[] = [
  [`{ getAllIssues ${issue} }`],
  [`mutation { createIssue(input: { title: "  First  " }) ${issue} }`],
  [`mutation { createIssue(input: { title: "Second", description: "Long", repositoryId: "r1" }) ${issue} }`],
  [`mutation { createIssue(input: { title: "Third", description: null, repositoryId: "r1" }) ${issue} }`],
  [`mutation { createIssue(input: { title: "Nowhere", repositoryId: "r9" }) ${issue} }`],
  [`mutation { createIssue(input: { title: "  " }) ${issue} }`],
  [`mutation { createIssue(input: { title: "two\\nlines" }) ${issue} }`],
  [`mutation ($t: String!) { createIssue(input: { title: $t }) ${issue} }`, { t: '😀'.repeat(255) }],
  [`mutation ($t: String!) { createIssue(input: { title: $t }) ${issue} }`, { t: '😀'.repeat(256) }],
  [
    `mutation ($d: String!) { createIssue(input: { title: "t", description: $d }) ${issue} }`,
    { d: 'x'.repeat(65_537) },
  ],
  [
    `mutation ($t: String!) { createIssue(input: { title: $t }) ${issue} }`,
    { t: `'; DROP TABLE issues; --` },
  ],
  [`{ getAllIssues ${issue} }`],
  [`{ getAllIssues(status: OPEN, first: 2) ${issue} }`],
  [`{ getAllIssues(first: 2, after: "issue-1") ${issue} }`],
  [`{ getAllIssues(first: 0) { id } }`],
  [`{ getAllIssues(first: 101) { id } }`],
  [`{ getAllIssues(first: null) { id } }`],
  [`{ getAllIssues(after: "issue-99") { id } }`],
  [
    '{ a: getIssue(id: "issue-2") { id title } b: getIssue(id: "issue-02") { id } c: getIssue(id: "x") { id } }',
  ],
  [`mutation { updateIssue(id: "issue-2", input: { status: CLOSED }) ${issue} }`],
  [`mutation { updateIssue(id: "issue-2", input: { description: null, title: " Renamed " }) ${issue} }`],
  [`mutation { updateIssue(id: "issue-2", input: {}) ${issue} }`],
  [`mutation { updateIssue(id: "issue-2", input: { title: null }) ${issue} }`],
  [`mutation { updateIssue(id: "issue-2", input: { status: null }) ${issue} }`],
  [`mutation { updateIssue(id: "issue-99", input: { title: "x" }) ${issue} }`],
  [
    `mutation { a: createIssue(input: { title: "Fourth" }) { id } b: updateIssue(id: "issue-1", input: { status: IN_PROGRESS }) { id status } }`,
  ],
  [`{ getAllIssues(status: CLOSED) ${issue} open: getAllIssues(status: OPEN) { id } }`],
  ['query ($s: IssueStatus) { getAllIssues(status: $s, first: 1) { id } }', { s: 'IN_PROGRESS' }],
  ['query ($s: IssueStatus) { getAllIssues(status: $s) { id } }', { s: 'GONE' }],
];

const look: readonly (readonly [typeName: string, ids: readonly string[], selection: string])[] = [
  ['Repository', ['r1', 'r2', 'r1'], `issues ${issue}`],
  ['Repository', ['r1'], `issues(status: CLOSED) { id } open: issues(status: OPEN) { id }`],
  ['Issue', ['issue-2', 'issue-99', 'issue-1', 'nonsense'], 'title status repository { id }'],
];

const told = (answer: Awaited<ReturnType<TestExtension['graphql']>>, name: string): unknown => ({
  data: answer.data,
  errors: answer.errors.map(({ message, path }) => ({ message: message.replaceAll(name, 'issues'), path })),
});

/** 0.2.0 can put what is configured into its schema as a default. */
const comparable = (sdl: string): string =>
  print(parse(sdl))
    .replace(/"How many issues at most[^"]*"/, '')
    .replace(/first: Int = \d+/, 'first: Int');

describe('the same extension for both versions of the interface', () => {
  const options: LoadOptions = {
    repositories: [{ id: 'r1' }, { id: 'r2' }],
    config: { pageSize: 3 },
    cacheDir: join(projectRoot, '.forge/test-sdk'),
  };

  it('answers the whole corpus identically', async () => {
    await using old = await loadExtension(await exampleIssues(), options);
    await using sdk = await loadExtension(await built('examples/issues-sdk', 'issues-sdk'), options);
    let failures = 0;
    for (const [query, variables = {}] of corpus) {
      const expected = told(await old.graphql(query, { variables }), 'issues');
      assert.deepEqual(told(await sdk.graphql(query, { variables }), 'issues-sdk'), expected, query);
      if (JSON.stringify(expected).includes('"message"')) failures += 1;
    }
    for (const [typeName, ids, selection] of look) {
      const representations = ids.map((id) => ({ __typename: typeName, id }));
      const expected = told(await old.entities(representations, selection), 'issues');
      assert.deepEqual(
        told(await sdk.entities(representations, selection), 'issues-sdk'),
        expected,
        selection,
      );
    }
    assert.equal(failures, 13, 'refusals are part of the corpus');
  });

  it('has the same schema', async () => {
    await using old = await loadExtension(await exampleIssues(), options);
    await using sdk = await loadExtension(await built('examples/issues-sdk', 'issues-sdk'), options);
    assert.equal(comparable(sdk.sdl), comparable(old.sdl));
  });

  it('is no larger than 2 MB', async () => {
    const { size } = statSync(await built('examples/issues-sdk', 'issues-sdk'));
    assert.ok(size <= 2_000_000, `${size} bytes`);
  });
});
