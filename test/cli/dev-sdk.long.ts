import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { postGraphql } from '../support/graphql-client.ts';
import { copyIssuesSdk, Workplace } from './support/forge.ts';
import { RunningForge } from './support/running-forge.ts';

describe('forge dev on a folder that is written with the SDK', { timeout: 180_000 }, () => {
  const place = new Workplace();
  let dev: RunningForge;
  let url: string;
  const loaded = (): Promise<string> => dev.output.next(/^loaded in /m);

  before(async () => {
    copyIssuesSdk(place);
    dev = new RunningForge(place, ['dev', 'issues', '--port', '0']);
    url = /serving (\S+)/.exec(await dev.output.next(/serving http\S+/))?.[1] ?? '';
    await loaded();
  });
  after(async () => {
    await dev[Symbol.asyncDispose]();
    place[Symbol.dispose]();
  });

  it('serves it with its migrations and its configuration', async () => {
    const { data } = await postGraphql(url, 'mutation { createIssue(input: { title: "a" }) { id title } }');
    assert.deepEqual(data, { createIssue: { id: 'issue-1', title: 'a' } });
    assert.deepEqual((await postGraphql(url, '{ getAllIssues { id } }')).data, {
      getAllIssues: [{ id: 'issue-1' }],
    });
  });

  it('answers by a schema that was saved, whose types it writes', async () => {
    const served = loaded();
    place.edit('issues/schema.graphql', 'type Query {', 'type Query {\n  newest: Issue');
    place.edit(
      'issues/extension.ts',
      'getIssue: (',
      'newest: () => db.get`SELECT ${columns} FROM issues ORDER BY number DESC`,\n      getIssue: (',
    );
    await served;
    assert.deepEqual((await postGraphql(url, '{ newest { id } }')).data, { newest: { id: 'issue-1' } });
    assert.match(readFileSync(place.path('issues/schema.generated.ts'), 'utf8'), /readonly newest: /);
  });

  it('shows what is wrong with the SDL at its place, and goes on with the last good version', async () => {
    const told = dev.output.next(
      /^issues\/schema\.graphql:\d+:\d+ EXTENSION_SCHEMA_INVALID\n {2}Syntax Error/m,
    );
    const edit = place.edited('issues/schema.graphql', 'input CreateIssueInput {', 'input CreateIssueInput');
    await told;
    assert.deepEqual((await postGraphql(url, '{ newest { id } }')).data, { newest: { id: 'issue-1' } });
    const served = loaded();
    edit[Symbol.dispose]();
    await served;
  });

  it('shows what the SDK says of a definition', async () => {
    const told = dev.output.next(
      /^not loaded[^]*it said: .*resolvers\.Query\.newset: schema\.graphql has no/m,
    );
    const edit = place.edited('issues/extension.ts', 'newest: (', 'newset: (');
    await told;
    const served = loaded();
    edit[Symbol.dispose]();
    await served;
  });

  it('answers before the types are checked, and tells what is wrong with them', async () => {
    const served = dev.output.next(/^loaded in [^]*^types[^]*^issues\/extension\.ts:\d+:\d+ TS2322$/m);
    const edit = place.edited('issues/extension.ts', 'newest: () => db', 'newest: () => false ? 1 : db');
    await served;
    const mended = loaded();
    edit[Symbol.dispose]();
    await mended;
  });

  it('shows what a resolver throws with its stack in the sources, and tells clients the code alone', async () => {
    const served = loaded();
    const edit = place.edited(
      'issues/input.ts',
      'if (size >= 1',
      'if (size === 7) throw new TypeError("seven");\n  if (size >= 1',
    );
    await served;
    const thrown = dev.output.next(
      /^exception Query\.getAllIssues threw TypeError: seven\n {4}at checkPageSize \(issues\/input\.ts:\d+:\d+\)\n {4}at getAllIssues \(issues\/extension\.ts:\d+:\d+\)$/m,
    );
    const { errors = [] } = await postGraphql(url, '{ getAllIssues(first: 7) { id } }');
    await thrown;
    assert.equal(errors[0]?.extensions?.['code'], 'EXTENSION_ERROR');
    assert.doesNotMatch(JSON.stringify(errors), /TypeError|seven|input\.ts/);
    assert.doesNotMatch(dev.output.text, /sdk\/guest|live-guest/);
    const mended = loaded();
    edit[Symbol.dispose]();
    await mended;
  });

  it('refuses a query while modules are evaluated, as a build would', async () => {
    const told = dev.output.next(
      /^exception getInfo threw Error: query of the host is called while modules are evaluated/m,
    );
    const edit = place.edited(
      'issues/input.ts',
      'const maxTitleLength',
      "import { db } from '@forgepoint/sdk';\ndb.query`SELECT 1 AS one`.read();\nconst maxTitleLength",
    );
    await told;
    const mended = loaded();
    edit[Symbol.dispose]();
    await mended;
  });

  it('says how to throw data away that a changed migration cannot go on with', async () => {
    const told = dev.output.next(
      /^issues-sdk EXTENSION_MIGRATION_CHANGED[^]*you can throw it away: delete ".*\/issues\/\.forge\/dev", or run forge dev --in-memory\./m,
    );
    const edit = place.edited('issues/migrations.ts', 'description TEXT,', 'description TEXT, labels TEXT,');
    await told;
    const mended = loaded();
    edit[Symbol.dispose]();
    await mended;
  });

  it('ends on SIGTERM', async () => {
    assert.deepEqual(await dev.stop('SIGTERM'), { code: 0, signal: null });
  });
});
