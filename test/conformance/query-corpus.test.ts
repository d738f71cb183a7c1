import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { exampleIssues, fixture } from '../support/guests.ts';
import { Gateway } from '../support/gateway.ts';
import { postGraphql, type GraphqlAnswer } from '../support/graphql-client.ts';
import { Databases } from './reference/databases.ts';
import { Reference } from './reference/reference.ts';
import { compareAnswers } from './support/compare.ts';
import { readCorpus, type Case, type KnownAnswer } from './support/corpus.ts';
import { seed } from './support/seed.ts';

const leastCases = 100;

// Set up before the cases are known: each of them is a test of its own.
const gateway = await Gateway.start({
  extensions: { issues: await exampleIssues(), wiki: await fixture('wiki') },
});
const ids = await seed(gateway);
const databases = await Databases.copyOf(gateway.dir);
const supergraph = await readFile(join(gateway.dir, '.forge/state/supergraph.graphql'), 'utf8');
const reference = new Reference(supergraph, databases);

const corpus = (name: string): readonly Case[] =>
  readCorpus(fileURLToPath(new URL(`./corpus/${name}`, import.meta.url)), ids);
// Mutations come last: what chance and the clock give is different on both sides from there on.
const cases = [...corpus('queries'), ...corpus('mutations')];

const answerOfGateway = (one: Case): Promise<GraphqlAnswer> =>
  postGraphql(gateway.url, one.query, one.variables, {}, one.operationName);

describe('the answers of the gateway and of graphql-js over one merged schema', () => {
  after(async () => {
    await databases[Symbol.asyncDispose]();
    await gateway[Symbol.asyncDispose]();
  });

  for (const [group, members] of Map.groupBy(corpus('known-limits'), (one) => one.group)) {
    describe(`differ as is known: ${group}`, () => {
      for (const one of members) {
        it(one.title, async () => {
          const expected = await reference.answer(one);
          const given = await answerOfGateway(one);
          assert.deepEqual(summary(given), one.knownAnswer);
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
          compareAnswers(await answerOfGateway(one), expected);
        });
      }
    });
  }

  it(`are compared for at least ${leastCases} operations`, () => {
    assert.ok(cases.length >= leastCases, `${cases.length} cases`);
  });
});

function summary({ data, errors }: GraphqlAnswer): KnownAnswer {
  return {
    ...(data === undefined ? {} : { data }),
    ...(errors === undefined ? {} : { errors: errors.map(summaryOfError) }),
  };
}

function summaryOfError({ path, extensions }: NonNullable<GraphqlAnswer['errors']>[number]) {
  return { ...(path === undefined ? {} : { path }), code: String(extensions?.['code']) };
}
