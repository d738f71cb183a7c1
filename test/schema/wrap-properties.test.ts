import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import type { ExtensionGrants } from '@forgepoint/common/extension-grants.ts';
import { wholeRepository } from '@forgepoint/common/schema/repository-record.ts';
import { schemaError } from '@forgepoint/common/schema/sdl-problem.ts';
import { printSubgraph } from '@forgepoint/common/schema/print-subgraph.ts';
import { readExtension } from '../../gateway/composition/candidate.ts';
import { wrapSdl, type WrapInput } from '../../subgraph-host/schema/wrap/wrap-sdl.ts';
import { readCorpus } from './support/schema-case.ts';

const coreTypes = new Set(['Repository', 'Group', 'CreateGroupInput', 'CreateRepositoryInput']);
const grants: readonly ExtensionGrants[] = [
  { federation: false, requires: [] },
  { federation: true, requires: ['Issue.title'] },
];

/** Numbers from a seed, so that what fails can be run again. @see https://prng.di.unimi.it/splitmix64.c */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
  };
}

const corpus = readCorpus().flatMap(({ steps }) =>
  steps.flatMap(({ extensions }) => extensions.map(({ sdl }) => sdl)),
);
const tokens = corpus.flatMap((sdl) => sdl.match(/"""|"[^"]*"|\w+|[^\s\w]/g) ?? []);

/** Takes a text of the corpus and cuts, doubles, swaps and inserts words of others. */
function mutant(random: (below: number) => number): string {
  const words = (corpus[random(corpus.length)] ?? '').split(/(?<=\W)|(?=\W)/);
  for (let changes = 1 + random(4); changes > 0; changes -= 1) {
    const at = random(words.length + 1);
    const word = tokens[random(tokens.length)] ?? '';
    const kind = random(4);
    if (kind === 0) words.splice(at, 1 + random(5));
    else if (kind === 1) words.splice(at, 0, ' ', word, ' ');
    else if (kind === 2) words.splice(at, 1, word);
    else words.splice(at, 0, ...words.slice(at, at + random(30)));
  }
  return words.join('');
}

function check(input: WrapInput): 'wrapped' | 'refused' {
  const wrapped = wrapSdl(input);
  assert.deepEqual(wrapSdl(input), wrapped, 'it is the same every time');
  if (wrapped.kind === 'refused') {
    assert.ok(wrapped.problems.length > 0);
    assert.ok(wrapped.problems.every(({ message, remedy }) => message !== '' && remedy !== ''));
    assert.equal(schemaError(input.extension, wrapped.problems).code, 'EXTENSION_SCHEMA_INVALID');
    return 'refused';
  }
  const { sdl } = wrapped.plan;
  buildSubgraphSchema({ typeDefs: parse(sdl) });
  const read = readExtension(
    { name: input.extension, sdl, url: 'http://x.subgraph', grants: input.grants },
    coreTypes,
  );
  assert.equal(read.kind, 'candidate', 'the gateway finds nothing that the host did not');
  assert.equal(printSubgraph(read.candidate.document), sdl, 'and changes nothing');
  return 'wrapped';
}

describe('wrapping any SDL', () => {
  const seeds = 1_500;

  it(`gives a subgraph or says why not, for ${seeds} mutants of the corpus`, () => {
    const counts = { wrapped: 0, refused: 0 };
    for (let seed = 1; seed <= seeds; seed += 1) {
      const random = numbersFrom(seed);
      const input: WrapInput = {
        extension: 'notes',
        sdl: mutant(random),
        entities: random(2) === 0 ? [] : 'every',
        grants: grants[random(2)] ?? { federation: false, requires: [] },
        repositoryFields: random(3) === 0 ? [] : wholeRepository,
      };
      try {
        counts[check(input)] += 1;
      } catch (error) {
        throw new Error(`seed ${seed}:\n${input.sdl}`, { cause: error });
      }
    }
    assert.ok(counts.wrapped > 50 && counts.refused > 50, JSON.stringify(counts));
  });
});
