import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { copyIssuesSdk, Workplace } from './support/forge.ts';

describe('forge on a folder that is written with the SDK', () => {
  const place = new Workplace();
  before(() => copyIssuesSdk(place));
  after(() => place[Symbol.dispose]());

  it('writes the types of the schema and builds the component, named after its package', async () => {
    rmSync(place.path('issues/schema.generated.ts'));
    const { code, stdout } = await place.forge(['build', 'issues']);
    assert.match(stdout, /^issues\/dist\/issues-sdk\.wasm {2}\d\.\d\d MiB, built in [\d.]+ m?s\n$/);
    assert.equal(code, 0);
    assert.match(readFileSync(place.path('issues/schema.generated.ts'), 'utf8'), /export interface Issue /);
    assert.ok(existsSync(place.path('issues/dist/issues-sdk.wasm.map')));
    const again = await place.forge(['build', 'issues', '--json']);
    assert.equal((JSON.parse(again.stdout) as { kind: string }).kind, 'unchanged');
  });

  it('checks it with the core, shows what it is and writes of its schema', async () => {
    const check = await place.forge(['check', 'issues']);
    assert.equal(check.stdout, 'The extension can be served, composed with the core.\n');
    const inspect = await place.forge(['inspect', 'issues']);
    assert.match(inspect.stdout, /^extension +issues-sdk: [^]*^interface +forge:extension@0\.3\.0$/m);
    const docs = await place.forge(['docs', 'issues']);
    assert.match(docs.stdout, /createIssue/);
  });

  it('runs its tests on the component that it builds', async () => {
    place.write(
      'issues/issues.test.ts',
      `import assert from 'node:assert/strict';
       import { it } from 'node:test';
       import { loadExtension } from '@forgepoint/sdk/testing';
       it('is empty at first', async () => {
         await using extension = await loadExtension('dist/issues-sdk.wasm');
         assert.deepEqual(await extension.data('{ getAllIssues { id } }'), { getAllIssues: [] });
       });`,
    );
    const { code, stdout, stderr } = await place.forge(['test', 'issues']);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /pass 1/);
    rmSync(place.path('issues/issues.test.ts'));
  });

  it('finds the place of a mistake that the types tell, and shows it', async () => {
    using _ = place.edited('issues/extension.ts', 'args.id}', 'args.idd}');
    const { code, stdout } = await place.forge(['build', 'issues']);
    assert.equal(code, 1);
    assert.match(stdout, /^issues\/extension\.ts:34:\d+ TS2339\n {2}Property 'idd' does not exist/);
  });

  it('finds the place of a mistake in the SDL and in the manifest', async () => {
    {
      using _ = place.edited('issues/schema.graphql', 'input CreateIssueInput {', 'input CreateIssueInput');
      const { code, stdout } = await place.forge(['build', 'issues']);
      assert.equal(code, 1);
      assert.match(
        stdout,
        /^issues\/schema\.graphql:\d+:\d+ EXTENSION_SCHEMA_INVALID\n {2}Syntax Error: .*\n {4}\d+ \| /,
      );
    }
    using _ = place.edited('issues/manifest.json', '"permissions": ["database", "log"],', '"permissions": [');
    const { code, stdout } = await place.forge(['build', 'issues']);
    assert.equal(code, 1);
    assert.match(stdout, /^issues\/manifest\.json:\d+:\d+ BUILD_FAILED\n {2}It is not JSON: /);
  });

  it('says what the SDK says of a definition, at the definition', async () => {
    using _ = place.edited('issues/extension.ts', 'getIssue: (', 'getIssu: (');
    const { code, stdout } = await place.forge(['build', 'issues', '--no-types']);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^issues\/extension\.ts:20:29 BUILD_FAILED\n {2}resolvers\.Query\.getIssu: schema\.graphql has no field of Query/,
    );
    assert.doesNotMatch(stdout, /modules were evaluated/);
  });

  it('says what to do about modules that are not there, each at its place', async () => {
    using _ = place.edited(
      'issues/extension.ts',
      "import { migrations } from './migrations.ts';",
      "import { migrations } from './migrations.ts'; import 'node:fs'; import '@acme/words/list';",
    );
    const { code, stdout } = await place.forge(['build', 'issues', '--no-types']);
    assert.equal(code, 1);
    assert.match(stdout, /extension\.ts:3:\d+ UNRESOLVED_IMPORT\n.*'node:fs'[^]*→ A component has no Node/);
    assert.match(stdout, /extension\.ts:3:\d+ UNRESOLVED_IMPORT\n[^]*→ Run "npm install @acme\/words"\./);
  });

  it('says what its entry has to export, as an author with the SDK writes it', async () => {
    using _ = place.edited('issues/extension.ts', 'export const extensionApi', 'export const api');
    const { code, stdout } = await place.forge(['build', 'issues', '--no-types']);
    assert.equal(code, 1);
    assert.match(stdout, /→ Write "export const extensionApi = defineExtension\(/);
  });

  it('shows a schema that the host refuses at its place in schema.graphql', async () => {
    using _ = place.edited('issues/schema.graphql', 'status: IssueStatus!', 'status: CreateIssueInput!');
    const { code, stdout } = await place.forge(['check', 'issues', '--no-types']);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^issues\/schema\.graphql:\d+:11 EXTENSION_SCHEMA_INVALID\n {2}"CreateIssueInput" is/,
    );
  });

  it('refuses a name that is none, with the one to write', async () => {
    using _ = place.edited('issues/package.json', '"issues-sdk"', '"Issues_SDK"');
    const { code, stderr } = await place.forge(['build', 'issues']);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /EXTENSION_NAME_INVALID\n {2}The name "Issues_SDK" in package\.json gives no valid extension name[^]*→ Write there: "name": "issues-sdk"\./,
    );
  });
});
