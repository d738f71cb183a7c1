import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { tokenize, type SqlToken } from '../../subgraph-host/storage/sql/tokenizer.ts';
import { Random } from '../support/random.ts';
import { oddPieces, oddText } from './support/odd-sql.ts';

const sqlite = new Database(':memory:');

/** Where SQLite expects a statement, it names the token that begins none. */
function firstTokenOf(text: string): { readonly illegal: boolean; readonly text: string } | undefined {
  try {
    sqlite.prepare(text);
  } catch (error) {
    const { message } = error as Error;
    const named = /^(near|unrecognized token:) "(.*?)"(?:: syntax error)?$/s.exec(message);
    if (named?.[2] !== undefined) return { illegal: named[1] !== 'near', text: named[2] };
    if (/no statements/.test(message)) return undefined;
    throw error;
  }
  throw new Error(`SQLite prepared ${JSON.stringify(text)}`);
}

const beginsStatement = new Set(
  `; ALTER ANALYZE ATTACH BEGIN COMMIT CREATE DELETE DETACH DROP END EXPLAIN INSERT PRAGMA REINDEX RELEASE
  REPLACE ROLLBACK SAVEPOINT SELECT UPDATE VACUUM VALUES WITH`.split(/\s+/),
);

/** Asks SQLite for every token, from the end of the one before it. */
function assertSameTokens(sql: string): void {
  let from = 0;
  for (const token of tokenize(sql)) {
    const begins = (token.kind === 'word' || token.kind === 'symbol') && beginsStatement.has(token.text);
    if (!begins) {
      assert.deepEqual(
        firstTokenOf(sql.slice(from)),
        { illegal: token.kind === 'illegal', text: sql.slice(token.start, token.end).toWellFormed() },
        `at ${from} of ${JSON.stringify(sql)}`,
      );
    }
    from = token.end;
  }
  assert.equal(firstTokenOf(sql.slice(from)), undefined, `after ${from} of ${JSON.stringify(sql)}`);
}

const read = (sql: string): readonly (readonly [SqlToken['kind'], string])[] =>
  [...tokenize(sql)].map(({ kind, text }) => [kind, text]);

describe('the tokenizer', () => {
  it('sees the tokens that SQLite sees, in every pair of odd pieces', () => {
    for (const first of oddPieces) for (const second of oddPieces) assertSameTokens(first + second);
  });

  it('sees the tokens that SQLite sees, in random texts', () => {
    const random = new Random();
    for (let count = 0; count < 10_000; count += 1) {
      const text = oddText(random);
      assert.doesNotThrow(() => assertSameTokens(text), `FORGE_TEST_SEED=${random.seed}`);
    }
  });

  it('gives names and strings without their quotes', () => {
    assert.deepEqual(read(`"a""b" [c]]d] \`e\`\`f\` 'it''s' x'0F'`), [
      ['name', 'a"b'],
      ['name', 'c'],
      ['illegal', ']'],
      ['word', 'D'],
      ['illegal', ']'],
      ['name', 'e`f'],
      ['string', "it's"],
      ['blob', "x'0F'"],
    ]);
  });

  it('makes no keyword of letters beyond ASCII', () => {
    assert.deepEqual(read('ſelect trıgger \u212aEY é'), [
      ['word', 'ſELECT'],
      ['word', 'TRıGGER'],
      ['word', '\u212aEY'],
      ['word', 'é'],
    ]);
  });

  it('passes over comments, white space and byte order marks, also where they do not end', () => {
    assert.deepEqual(read('\ufeff/**/ select -- one\n 1 /* and no end'), [
      ['word', 'SELECT'],
      ['number', '1'],
    ]);
    assert.deepEqual(read('1 -- and no end'), [['number', '1']]);
  });

  it('reads hundreds of thousands of any piece', () => {
    for (const piece of oddPieces) {
      const text = `${piece.repeat(Math.floor(200_000 / piece.length))} `;
      let last = 0;
      for (const { end } of tokenize(text)) last = end;
      assert.ok(last <= text.length);
    }
  });
});
