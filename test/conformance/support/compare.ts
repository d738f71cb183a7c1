import assert from 'node:assert/strict';
import type { ExecutionResult } from 'graphql';
import type { GraphqlAnswer } from '../../support/graphql-client.ts';

/**
 * Fails when two answers differ in what a client relies on.
 *
 * - `data` is equal to the last byte of its JSON: values, nulls, and the order of fields, which the
 *   specification settles. An operation that is refused has none; graphql-js 16 answers one kind of them, that
 *   without a root type, with null. Its HTTP status is 400; that of any other is 200.
 * - `errors` are at the same places, in any order, as subgraphs answer at the same time. One place may have two
 *   errors where graphql-js finds one, as two subgraphs are asked for one entity; and what is below a place that
 *   has an error and is null may have been asked for before that was known. Not compared are text and locations:
 *   a subgraph is sent another document than the client's, and the host names the extension in its messages.
 * - Each error has a code; where a resolver of the reference gives one, it is that.
 */
export function compareAnswers(given: GraphqlAnswer, expected: ExecutionResult): void {
  const expectedErrors = expected.errors ?? [];
  const isRefused = expectedErrors.some(({ path }) => path === undefined);
  assert.equal(given.status, isRefused ? 400 : 200);
  const expectedData = isRefused ? undefined : expected.data;
  assert.equal(JSON.stringify(given.data, null, 1), JSON.stringify(expectedData, null, 1));
  const givenErrors = (given.errors ?? []).filter(
    (error) => !expectedErrors.some((other) => isBelow(error, other)),
  );
  assert.deepEqual(places(givenErrors), places(expectedErrors));
  for (const error of given.errors ?? []) {
    const code = error.extensions?.['code'];
    assert.equal(typeof code, 'string', `an error without a code: ${JSON.stringify(error)}`);
    const codes = expectedErrors
      .filter((other) => place(other) === place(error))
      .map(({ extensions }) => extensions?.['code'] ?? code);
    if (codes.length > 0) {
      assert.ok(codes.includes(code), `${String(code)} instead of ${codes.join(' or ')} at ${place(error)}`);
    }
  }
}

interface Placed {
  readonly path?: readonly (string | number)[] | undefined;
}

function places(errors: readonly Placed[]): readonly string[] {
  return [...new Set(errors.map(place))].toSorted();
}

function place({ path }: Placed): string {
  return JSON.stringify(path ?? null);
}

function isBelow({ path = [] }: Placed, { path: above }: Placed): boolean {
  if (above === undefined || path.length <= above.length) return false;
  return above.every((part, index) => path[index] === part);
}
