import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { noGrants } from '@forgepoint/common/extension-grants.ts';
import { wholeRepository } from '@forgepoint/common/schema/repository-record.ts';
import { schema } from '../../core-subgraph/graph/schema.ts';
import type { ExtensionSubgraph } from '../../gateway/composition/candidate.ts';
import { noClaims, type Claims } from '../../gateway/composition/claims.ts';
import { readClaims, writeClaims } from '../../gateway/composition/claims-file.ts';
import { planGraph, type PlannedGraph } from '../../gateway/composition/plan-graph.ts';
import { wrapSdl } from '../../subgraph-host/schema/wrap/wrap-sdl.ts';
import { composeHere } from './support/run-step.ts';

const dir = mkdtempSync(join(tmpdir(), 'forgepoint-claims-'));
after(() => rmSync(dir, { recursive: true, force: true }));

function plan(extensions: readonly ExtensionSubgraph[], claims: Claims): Promise<PlannedGraph> {
  return planGraph({
    core: { name: 'core', sdl: schema, url: 'http://core.subgraph' },
    extensions,
    claims,
    compose: composeHere,
    budget: { togetherMs: 1, stepMs: 1 },
  });
}

function extension(name: string, sdl: string): ExtensionSubgraph {
  const wrapped = wrapSdl({
    extension: name,
    sdl,
    entities: 'every',
    grants: noGrants,
    repositoryFields: wholeRepository,
  });
  assert.equal(wrapped.kind, 'wrapped');
  return { name, sdl: wrapped.plan.sdl, url: `http://${name}.subgraph`, grants: noGrants };
}

function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((first) =>
    permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
  );
}

const issues = extension('issues', 'type Issue { id: ID! title: String! } type Query { issues: [Issue!] }');
const labels = extension(
  'labels',
  'extend type Issue { labels: [String!] } type Color { hex: String! } type Query { colors: [Color!] }',
);
const themes = extension('themes', 'type Color { hex: String! } type Query { theme: Color }');
/** Wants names of the three above. */
const greedy = extension('greedy', 'type Issue { id: ID! } type Query { colors: [String!] }');

describe('claims', () => {
  it('decide the same in every order in which the extensions come back after a cold start', async () => {
    const { claims, accepted } = await plan([issues, labels], noClaims);
    assert.deepEqual(accepted, ['issues', 'labels']);
    for (const order of permutations([issues, labels, greedy])) {
      let kept = claims;
      for (let known = 1; known <= order.length; known += 1) {
        ({ claims: kept } = await plan(order.slice(0, known), kept));
      }
      const last = await plan(order, kept);
      assert.deepEqual(last.accepted, ['issues', 'labels'], order.map(({ name }) => name).join());
      assert.deepEqual(
        last.leftOut.map(({ name, error }) => [name, error.code]),
        [['greedy', 'SCHEMA_CONFLICT']],
      );
      assert.deepEqual(kept, claims);
    }
  });

  it('go by name when nobody has any', async () => {
    const orders = permutations([issues, labels, greedy]);
    for (const order of orders) {
      const { accepted } = await plan(order, noClaims);
      // "greedy" comes first: it takes Issue from "issues", and its field "colors" from "labels".
      assert.deepEqual(accepted, ['greedy']);
    }
  });

  it('are not made by what is left out', async () => {
    const { claims } = await plan([greedy, issues], (await plan([issues], noClaims)).claims);
    assert.deepEqual(claims.order, ['issues']);
    assert.equal(
      [...claims.types.values(), ...claims.fields.values()].some((owner) => owner === 'greedy'),
      false,
    );
  });

  it('let what waited come back once its owner is there, in the same run', async () => {
    const alone = await plan([labels], noClaims);
    assert.deepEqual(
      alone.leftOut.map(({ name, state }) => [name, state]),
      [['labels', 'waiting']],
    );
    const both = await plan([labels, issues], alone.claims);
    assert.deepEqual(both.accepted, ['issues', 'labels']);
    assert.deepEqual(both.leftOut, []);
  });

  it('survive a restart in their file, whatever the names are', async () => {
    const odd = extension(
      'odd',
      'type constructor { id: ID! toString: valueOf } enum valueOf { hasOwnProperty } type Query { toString: constructor }',
    );
    const { claims } = await plan([issues, labels, themes, odd], noClaims);
    const file = join(dir, 'deep/claims.json');
    writeClaims(file, claims);
    assert.deepEqual(readClaims(file), claims);
    assert.equal(readClaims(file).types.get('constructor')?.owner, 'odd');
    assert.equal(readClaims(file).types.get('toString'), undefined);
  });

  it('are none where there is no file', () => {
    assert.deepEqual(readClaims(join(dir, 'nothing.json')), noClaims);
  });

  for (const [what, text] of [
    ['cut off', '{ "version": 2, "order": ["iss'],
    ['of another form', '{ "version": 2, "order": "issues" }'],
    ['of a newer version', '{ "version": 3, "order": [], "types": {}, "fields": {} }'],
  ] as const) {
    it(`are not thrown away when their file is ${what}`, () => {
      const file = join(dir, 'broken.json');
      writeFileSync(file, text);
      assert.throws(() => readClaims(file), {
        code: 'CLAIMS_UNUSABLE',
        message: /broken\.json.* Restore the file/,
      });
      assert.equal(readFileSync(file, 'utf8'), text);
    });
  }

  it('keep their order and their fields when their file is of the first form', () => {
    const file = join(dir, 'first.json');
    writeFileSync(file, '{ "order": ["issues"], "owners": { "Issue": "issues", "Query.issues": "issues" } }');
    assert.deepEqual(readClaims(file), {
      order: ['issues'],
      types: new Map(),
      fields: new Map([['Query.issues', 'issues']]),
    });
  });
});
