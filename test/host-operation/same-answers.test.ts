import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { GraphQLError } from 'graphql';
import { RandomOperation } from '../operation/support/random-operation.ts';
import { Random } from '../support/random.ts';
import { BothExecutors, type Answer, type OwnAnswer, type Response } from './support/both-executors.ts';

/** Asked of both in each of the comparisons. */
const operations = 400;

const both = await BothExecutors.start();
before(() => {
  // graphql-js lets go of some of its promises, and the test runner takes that for a fault of a test.
  const fromRunner = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason, promise) => {
    if (!(reason instanceof GraphQLError)) for (const listener of fromRunner) listener(reason, promise);
  });
});
after(() => both[Symbol.asyncDispose]());

interface Compared {
  readonly own: OwnAnswer;
  readonly expected: Answer;
  readonly query: string;
  readonly about: string;
}

/** Asks both for the same, again and again. @param kind `wrong`: some of the guest's values are not of their type */
async function compare(kind: 'right' | 'wrong'): Promise<readonly Compared[]> {
  const random = new Random();
  const compared: Compared[] = [];
  for (let index = 0; index < operations; index += 1) {
    const operation = new RandomOperation(both.schema, random);
    const isAboutEntities = random.chance(0.4);
    const query = isAboutEntities ? operation.entities(['Repository', 'Thing']) : operation.query();
    const asked = {
      query,
      requestId: `${kind} ${random.below(2 ** 31)}`,
      variables: {
        on: random.chance(0.5),
        ...(random.chance(0.5) ? { off: random.chance(0.5) } : {}),
        ...(isAboutEntities ? { representations: representations(random) } : {}),
      },
    };
    const expected = await both.apollo(asked);
    const own = await both.own(asked);
    if (own === undefined) continue;
    const about = `FORGE_TEST_SEED=${random.seed}, ${index}: ${query} ${JSON.stringify(asked)}`;
    assert.deepEqual(whole(own.response), whole(expected.response), about);
    compared.push({ own, expected, query, about });
  }
  assert.ok(compared.length > operations / 2, `${compared.length} operations`);
  return compared;
}

/** Of a call as `support/both-executors.ts` writes it. */
function fieldOf(call: string): string {
  const [first, second, ...rest] = JSON.parse(call) as readonly string[];
  return (rest.length === 0 ? first : second) ?? '';
}

function representations(random: Random): readonly object[] {
  return random
    .several(0, 5, () => random.below(1_000))
    .map((id) => ({
      __typename: random.pick(['Repository', 'Repository', 'Thing']),
      id: String(id),
    }));
}

/** Errors in any order: that of answers which come at the same time is nobody's promise. */
function whole({ data, errors = [] }: Response) {
  return { data, errors: errors.map((error) => JSON.stringify(error)).toSorted() };
}

describe('the host’s own execution of a query', () => {
  it('answers as graphql-js does, and by itself, when the guest keeps to its schema', async () => {
    const compared = await compare('right');
    for (const { own, about } of compared) {
      assert.equal(own.response.errors, undefined, about);
      assert.ok(own.isOwn, about);
    }
    const written = compared.reduce((sum, { own }) => sum + own.written, 0);
    assert.ok(written > operations / 20, `rows were written ${written} times`);
  });

  it('answers as graphql-js does when the guest answers with wrong values and failures', async () => {
    const compared = await compare('wrong');
    const left = compared.filter(({ own }) => !own.isOwn);
    assert.ok(left.length > operations / 10, `${left.length} operations`);
    for (const { expected, about } of left) assert.notEqual(expected.response.errors, undefined, about);
  });

  it('asks the guest for nothing once more when it has to leave an answer to graphql-js', async () => {
    for (const { own, expected, query, about } of await compare('wrong')) {
      const expectedTimes = Map.groupBy(expected.calls, (call) => call);
      for (const [call, { length: times }] of Map.groupBy(own.calls, (same) => same)) {
        // One that graphql-js broke off before it asked; under several names, several times.
        const { length: named } = query.split(fieldOf(call));
        assert.ok(times <= Math.max(expectedTimes.get(call)?.length ?? 0, named - 1), `${call}: ${about}`);
      }
    }
  });
});
