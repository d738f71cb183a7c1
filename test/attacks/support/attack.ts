import assert from 'node:assert/strict';
import type { Gateway } from '../../support/gateway.ts';
import type { GraphqlAnswer } from '../../support/graphql-client.ts';

/** One attack on a running forge. */
export interface Attack {
  /** What the attacker does; goes on from its name. */
  readonly title: string;
  readonly attacker: Attacker;
  /** Carries it out, and asserts what the client sees. @returns that in a few words, for the table */
  readonly run: (gateway: Gateway) => Promise<string>;
}

/** An extension that attacks, and how it is asked afterwards. */
export interface Attacker {
  readonly name: string;
  /** A query that it answers when nothing is wrong with it, and the answer's data. */
  readonly fine: { readonly query: string; readonly data: object };
  /** A query that makes its instance trap, so that it gets a new one; `undefined` when it keeps nothing in its memory. */
  readonly trap: string | undefined;
  /** Its attack ends with it being refused, which `run` has waited for. */
  readonly endsRefused?: boolean;
}

/** What a client is told of a call that failed. @throws when it did not, or when it was another's */
export function failureOf({ errors }: GraphqlAnswer, extension: string): { code: string; message: string } {
  const [error] = errors ?? [];
  if (error?.extensions?.['extension'] !== extension)
    throw new Error(`no error of "${extension}": ${JSON.stringify(errors)?.slice(0, 500)}`);
  return { code: String(error.extensions['code']), message: error.message };
}

/** An attack that has to fail with a code. @param says in its message */
export function ended(attacker: Attacker, title: string, query: string, code: string, says?: RegExp): Attack {
  return {
    title,
    attacker,
    run: async (gateway) => {
      const failure = failureOf(await gateway.query(query), attacker.name);
      assert.equal(failure.code, code, failure.message);
      if (says !== undefined) assert.match(failure.message, says);
      return `\`${code}\``;
    },
  };
}
