import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { GraphqlAnswer } from '../support/graphql-client.ts';
import { compareAnswers } from './support/compare.ts';
import { readCorpus, type Case, type KnownAnswer } from './support/corpus.ts';
import { CorpusGraph } from './support/corpus-graph.ts';

const leastCases = 100;

// Started before the cases are known, each of which is a test of its own: they name what is in the databases.
const graph = await CorpusGraph.start();
const { reference } = graph;

const corpus = (name: string): readonly Case[] =>
  readCorpus(fileURLToPath(new URL(`./corpus/${name}`, import.meta.url)), graph.ids);
// Mutations come last: what chance and the clock give is different on both sides from there on.
const mutations = corpus('mutations');
const cases = [...corpus('queries'), ...mutations];

describe('the answers of the gateway and of graphql-js over one merged schema', () => {
  after(() => graph[Symbol.asyncDispose]());

  for (const [group, members] of Map.groupBy(corpus('known-limits'), (one) => one.group)) {
    describe(`differ as is known: ${group}`, () => {
      for (const one of members) {
        it(one.title, async () => {
          const expected = await reference.answer(one);
          const given = await graph.answer(one);
          assert.deepEqual(summary(given), one.knownAnswer);
          assert.deepEqual(whole(await graph.answer(one)), whole(given));
          assert.throws(() => compareAnswers(given, expected), 'they agree: it is a limit no more');
        });
      }
    });
  }

  for (const [group, members] of Map.groupBy(cases, (one) => one.group)) {
    describe(`agree on ${group}`, () => {
      for (const one of members) {
        it(one.title, async () => {
          const expected = await reference.answer(one);
          const errors = expected.errors ?? [];
          assert.equal(errors.length > 0, one.expectsErrors, `the reference: ${JSON.stringify(errors)}`);
          const answer = await graph.answer(one);
          compareAnswers(answer, expected);
          // Apollo's executor gives the first answer; our own those after it, where it can.
          if (mutations.includes(one)) return;
          for (let again = 0; again < 2; again += 1) {
            assert.deepEqual(whole(await graph.answer(one)), whole(answer));
          }
        });
      }
    });
  }

  it(`are compared for at least ${leastCases} operations`, () => {
    assert.ok(cases.length >= leastCases, `${cases.length} cases`);
  });
});

/** All that a client gets; fields in their order, errors in any. */
function whole({ status, data, errors = [] }: GraphqlAnswer) {
  return {
    status,
    data: JSON.stringify(data),
    errors: errors.map((error) => JSON.stringify(error)).toSorted(),
  };
}

function summary({ data, errors }: GraphqlAnswer): KnownAnswer {
  return {
    ...(data === undefined ? {} : { data }),
    ...(errors === undefined ? {} : { errors: errors.map(summaryOfError).toSorted(byText) }),
  };
}

function summaryOfError({ path, extensions }: NonNullable<GraphqlAnswer['errors']>[number]) {
  return { ...(path === undefined ? {} : { path }), code: String(extensions?.['code']) };
}

/** Subgraphs answer at the same time. */
function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}
