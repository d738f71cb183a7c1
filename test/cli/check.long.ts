import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { exampleIssues, fixture } from '../support/guests.ts';
import { Gateway } from '../support/gateway.ts';
import { copyIssues, Workplace } from './support/forge.ts';

describe('forge check', () => {
  const place = new Workplace();
  before(async () => {
    mkdirSync(place.path('extensions'));
    copyFileSync(await exampleIssues(), place.path('extensions/issues.wasm'));
    copyFileSync(await exampleIssues(), place.path('issues.wasm'));
    copyFileSync(await fixture('labels'), place.path('labels.wasm'));
    copyIssues(place, 'tracker');
  });
  after(() => place[Symbol.dispose]());

  it('says that a component can be served, and ends with 0', async () => {
    const { code, stdout } = await place.forge(['check', 'issues.wasm']);
    assert.equal(code, 0);
    assert.equal(stdout, 'The extension can be served, composed with the core.\n');
  });

  it('shows what is wrong with a schema at its place in the author’s file', async () => {
    copyIssues(place, 'crooked');
    place.edit('crooked/schema.ts', 'status: IssueStatus!', 'status: CreateIssueInput!');
    const { code, stdout } = await place.forge(['check', 'crooked']);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^crooked\/schema\.ts:19:13 EXTENSION_SCHEMA_INVALID\n {2}"CreateIssueInput" is an input, which a field can't return\.\n {4}19 \| {5}status: CreateIssueInput!\n {7}\| {13}\^\n {2}→ Define a type for it\.\n$/,
    );
  });

  it('shows it in the SDL when nobody knows the sources', async () => {
    copyFileSync(await fixture('invalid-schema'), place.path('invalid.wasm'));
    const { code, stdout } = await place.forge(['check', 'invalid.wasm']);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^invalid, SDL, line 2, column 10 EXTENSION_SCHEMA_INVALID\n.*\n {4}2 \| {3}broken\(: String\n/,
    );
  });

  it('tells the problems as JSON, with code, remedy and place', async () => {
    const { code, stdout } = await place.forge(['check', 'labels.wasm', '--json']);
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stdout), {
      problems: [
        {
          code: 'EXTENSION_DEPENDENCY_MISSING',
          message: '"labels" builds on the type "Issue", which nobody defines.',
          remedy: 'Add the extension that defines it; or define it in "labels".',
          extension: 'labels',
          place: {
            what: 'SDL',
            line: 6,
            column: 15,
            excerpt: '6 |   extend type Issue { labels: [Label!]! }\n  |               ^',
          },
        },
      ],
      aside: [],
    });
  });

  it('composes several components together', async () => {
    const { code, stdout } = await place.forge(['check', 'labels.wasm', 'issues.wasm']);
    assert.equal(code, 0, stdout);
    assert.equal(stdout, 'All 2 extensions can be served, composed with the core.\n');
  });

  it('shows the field that nobody could look up, where it is written', async () => {
    for (const [name, sdl] of [
      ['books', 'type Query {\n  books: [Book]\n}\ntype Book {\n  id: ID!\n  title: String!\n}'],
      ['shelves', 'type Query {\n  shelf: Book\n}\nextend type Book {\n  shelf: String\n}'],
    ] as const) {
      mkdirSync(place.path(name));
      place.write(
        `${name}/extension.ts`,
        `export const extensionApi = {
           init() {},
           getInfo: () => ({ name: '${name}', version: '1.0.0', capabilities: [] }),
           getSchema: () => \`${sdl}\`,
           resolveField: () => ({ tag: 'success', val: 'null' }),
           shutdown() {},
         };`,
      );
    }
    const { code, stdout } = await place.forge(['check', 'books', 'shelves']);
    assert.equal(code, 1, stdout);
    assert.match(
      stdout,
      /^shelves\/extension\.ts:\d+:\d+ COMPOSITION_FAILED\n {2}"shelves" leads to "Book" of "books", but "books" offers no look-up by which "Book\.title" could be found there\.\n.*extend type Book \{\n.*\n {2}→ The author of "books" has to add the root field "getBook\(id: ID!\): Book"/,
    );
  });

  const conflict =
    /^tracker\/schema\.ts:9:8 SCHEMA_CONFLICT\n {2}"tracker" defines the type "Issue", which belongs to "issues"\.\n {4}9 \| {3}type Issue \{\n {6}\| {8}\^\n {2}→ Rename it in "tracker"/;

  it('finds conflicts with a folder of extensions, which were there first whatever their names', async () => {
    const fits = await place.forge(['check', 'labels.wasm', '--against', 'extensions']);
    assert.equal(fits.code, 0, fits.stdout);
    assert.equal(fits.stdout, 'The extension can be served, composed with the core and 1 more.\n');
    cpSync(place.path('tracker'), place.path('a-tracker'), { recursive: true });
    const earlier = await place.forge(['check', 'a-tracker', '--against', 'extensions']);
    assert.equal(earlier.code, 1);
    assert.match(earlier.stdout, /^a-tracker\/schema\.ts:9:8 SCHEMA_CONFLICT/);
  });

  it('tells whom a new version of an extension would push out of the graph', async () => {
    mkdirSync(place.path('both'));
    copyFileSync(await exampleIssues(), place.path('both/issues.wasm'));
    copyFileSync(await fixture('labels'), place.path('both/labels.wasm'));
    copyFileSync(await fixture('wants-little'), place.path('wants.wasm'));
    mkdirSync(place.path('next'));
    copyFileSync(await fixture('wants-little'), place.path('next/issues.wasm'));
    const { code, stdout } = await place.forge(['check', 'next/issues.wasm', '--against', 'both']);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^labels EXTENSION_DEPENDENCY_MISSING\n {2}With what is checked, this extension is no longer part of the graph\. "labels" builds on the type "Issue"/,
    );
  });

  it('leaves aside, and names, what is broken in that folder already', async () => {
    mkdirSync(place.path('broken'));
    copyFileSync(await fixture('fails-in-init'), place.path('broken/fails.wasm'));
    const { code, stderr } = await place.forge(['check', 'issues.wasm', '--against', 'broken']);
    assert.equal(code, 0);
    assert.match(stderr, /Left aside, as a gateway does:\nfails EXTENSION_INIT_FAILED\n/);
  });

  it('obeys the configuration of the gateway', async () => {
    place.write('forge.config.json', JSON.stringify({ extensions: { issues: { config: { pageSize: 0 } } } }));
    const refused = await place.forge(['check', 'issues.wasm']);
    assert.equal(refused.code, 1);
    assert.match(refused.stdout, /^issues EXTENSION_CONFIG_INVALID\n.*pageSize/);
    place.write('other.json', '{}');
    assert.equal((await place.forge(['check', 'issues.wasm', '--config', 'other.json'])).code, 0);
    place.write('forge.config.json', '{}');
  });

  it('finds conflicts with the supergraph of a running gateway, which wants its token', async () => {
    await using gateway = await Gateway.start({
      extensions: { issues: await exampleIssues() },
      env: { FORGE_API_TOKEN: 'a-token-of-the-gateway' },
    });
    const env = { FORGE_API_TOKEN: 'a-token-of-the-gateway' };
    const fits = await place.forge(['check', 'labels.wasm', '--against', gateway.url], env);
    assert.equal(fits.code, 0, fits.stdout + fits.stderr);
    const clashes = await place.forge(['check', 'tracker', '--against', gateway.url], env);
    assert.equal(clashes.code, 1);
    assert.match(clashes.stdout, conflict);
    const updated = await place.forge(['check', 'issues.wasm', '--against', gateway.url], env);
    assert.equal(updated.code, 0, updated.stdout);

    const unknown = await place.forge(['check', 'labels.wasm', '--against', gateway.url]);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /COMMAND_INVALID\n.*asks for a token\.\n {2}→ Set FORGE_API_TOKEN/);

    const file = join(gateway.dir, '.forge/state/supergraph.graphql');
    const inFile = await place.forge(['check', 'tracker', '--against', file]);
    assert.equal(inFile.code, 1);
    assert.match(inFile.stdout, conflict);
  });

  it('ends with 2 when there is no graph to check against', async () => {
    place.write('some.graphql', 'type Query { a: String }');
    for (const [against, expected] of [
      ['none', /COMMAND_INVALID\n.*"\/.*none" cannot be read: no such file[^\n]*\n {2}→ Give --against/],
      ['some.graphql', /COMMAND_INVALID\n.*some\.graphql" is not a supergraph/],
      ['http://127.0.0.1:9', /COMMAND_INVALID\n.*cannot be reached/],
    ] as const) {
      const { code, stderr } = await place.forge(['check', 'labels.wasm', '--against', against]);
      assert.equal(code, 2);
      assert.match(stderr, expected);
    }
  });
});
