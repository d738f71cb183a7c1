import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { noGrants } from '@forgepoint/common/extension-grants.ts';
import { schema } from '../../core-subgraph/graph/schema.ts';
import type { ExtensionSubgraph } from '../../gateway/composition/candidate.ts';
import { noClaims } from '../../gateway/composition/claims.ts';
import type { Compose } from '../../gateway/composition/compose-by-steps.ts';
import type { ComposedSubgraph } from '../../gateway/composition/compose.ts';
import { Composer } from '../../gateway/composition/composer/composer.ts';
import { planGraph } from '../../gateway/composition/plan-graph.ts';
import { rememberingReader } from '../../gateway/composition/remembering-reader.ts';
import { explodingSubgraphs } from './support/exploding-subgraphs.ts';
import { composeHere } from './support/run-step.ts';

const core = { name: 'core', sdl: schema, url: 'http://core.subgraph' };
const budget = { togetherMs: 20_000, stepMs: 10_000 };

function extension(name: string, fields: string): ExtensionSubgraph {
  const link =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@provides", "@external"])';
  return { name, sdl: `${link} ${fields}`, url: `http://${name}.subgraph`, grants: noGrants };
}

const a = extension('a', 'type Query { a: Int }');
const z = extension('z', 'type Query { z: Int }');
const incomposable = extension(
  'm',
  'type Query { m: Repository @provides(fields: "slug") } extend type Repository @key(fields: "id") { id: ID! slug: String! @external }',
);

/** Composes here, and notes who was composed with core. */
function noting(steps: string[]): Compose {
  return (subgraphs, budgetMs) => {
    steps.push(
      subgraphs
        .slice(1)
        .map(({ name }) => name)
        .join(' '),
    );
    return composeHere(subgraphs, budgetMs);
  };
}

/** @returns a multiple of what composing takes here, whole milliseconds */
async function ampleFor(composer: Composer, subgraphs: readonly ComposedSubgraph[]): Promise<number> {
  const before = performance.now();
  assert.equal((await composer.compose(subgraphs, budget.togetherMs)).kind, 'composed');
  return Math.ceil(performance.now() - before) + 1_000;
}

describe('planning the graph', () => {
  it('leaves a newcomer out that explodes composition, with a coded sentence, and serves the others', async () => {
    await using composer = new Composer(new AbortController().signal);
    const [ping, pong] = explodingSubgraphs(40);
    // Ample for what is well behaved on this machine now; the two that aren't would take years.
    const stepMs = await ampleFor(composer, [core, a, z]);
    const { accepted, leftOut, supergraphSdl } = await planGraph({
      core,
      extensions: [a, ping, pong, z],
      claims: noClaims,
      compose: (subgraphs, budgetMs) => composer.compose(subgraphs, budgetMs),
      budget: { togetherMs: stepMs, stepMs },
    });
    assert.deepEqual(accepted, ['a', 'z']);
    assert.match(supergraphSdl, /join__field\(graph: Z\)/);
    assert.deepEqual(
      leftOut.map(({ name, state, error }) => [name, state, ForgeError.fromWire(error).message]),
      ['ping', 'pong'].map((name) => [
        name,
        'refused',
        `Composing with "${name}" took longer than ${stepMs} ms. Its author has to make the schema smaller: above all fewer interfaces, unions and @requires.`,
      ]),
    );
    assert.equal(leftOut[0]?.error.code, 'COMPOSITION_OVER_BUDGET');
  });

  it('composes all at once when that goes', async () => {
    const steps: string[] = [];
    await planGraph({ core, extensions: [z, a], claims: noClaims, compose: noting(steps), budget });
    assert.deepEqual(steps, ['a z']);
  });

  it('composes those who were there before at once, and newcomers one by one by their names', async () => {
    const steps: string[] = [];
    const before = await planGraph({ core, extensions: [z], claims: noClaims, compose: composeHere, budget });
    const { accepted } = await planGraph({
      core,
      extensions: [a, incomposable, z],
      claims: before.claims,
      compose: noting(steps),
      budget,
    });
    assert.deepEqual(accepted, ['z', 'a']);
    assert.deepEqual(steps, ['z a m', '', 'z', 'z a', 'z a m']);
  });

  it('leaves out one that was there before and does not compose any more', async () => {
    const old = extension('m', 'type Query { m: Int }');
    const before = await planGraph({
      core,
      extensions: [z, old],
      claims: noClaims,
      compose: composeHere,
      budget,
    });
    const { accepted, leftOut } = await planGraph({
      core,
      extensions: [z, incomposable],
      claims: before.claims,
      compose: composeHere,
      budget,
    });
    assert.deepEqual(accepted, ['z']);
    assert.deepEqual(
      leftOut.map(({ name, error }) => [name, error.code]),
      [['m', 'COMPOSITION_FAILED']],
    );
  });

  it('fails when not even core composes', async () => {
    const broken = { ...core, sdl: 'type Query { a: Missing }' };
    await assert.rejects(
      planGraph({ core: broken, extensions: [a], claims: noClaims, compose: composeHere, budget }),
      { code: 'COMPOSITION_FAILED', message: /The core alone does not compose: .*Missing/ },
    );
  });

  it('reads an SDL once, however often another one changes', () => {
    const read = rememberingReader();
    const types = new Set(['Repository']);
    const first = read(a, types);
    read(z, types);
    assert.equal(read({ ...a }, new Set(types)), first);
    assert.notEqual(read({ ...a, sdl: `${a.sdl} ` }, types), first);
    assert.notEqual(read(a, new Set(['Repository', 'User'])), first);
  });

  it('refuses an SDL that is no SDL without asking the composer', async () => {
    const { leftOut } = await planGraph({
      core,
      extensions: [{ ...a, sdl: 'not {' }, z],
      claims: noClaims,
      compose: composeHere,
      budget,
    });
    assert.deepEqual(
      leftOut.map(({ name, error }) => [name, error.code]),
      [['a', 'EXTENSION_SCHEMA_INVALID']],
    );
  });
});
