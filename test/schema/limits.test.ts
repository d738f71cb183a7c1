import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noGrants } from '@forgepoint/common/extension-grants.ts';
import { wholeRepository } from '@forgepoint/common/schema/repository-record.ts';
import { schemaError } from '@forgepoint/common/schema/sdl-problem.ts';
import { wrapSdl } from '../../subgraph-host/schema/wrap/wrap-sdl.ts';

const query = 'type Query {\n  note: Int\n}\n';

function refusal(sdl: string): string {
  const wrapped = wrapSdl({
    extension: 'notes',
    sdl,
    entities: [],
    grants: noGrants,
    repositoryFields: wholeRepository,
  });
  assert.equal(wrapped.kind, 'refused');
  return schemaError('notes', wrapped.problems).message.replace(
    'The schema of the extension "notes" cannot be served. ',
    '',
  );
}

describe('an SDL that is too much', () => {
  it('is refused by its bytes, before anything reads it', () => {
    assert.equal(
      refusal(`${query}# ${'é'.repeat(131_072)}`),
      'The SDL has 262173 bytes; at most 262144 are permitted. Make it shorter, or split the extension.',
    );
  });

  it('is refused by its tokens, at the one that is too many', () => {
    const fields = Array.from({ length: 7_000 }, (_, index) => `f${index}: Int`).join('\n');
    assert.equal(
      refusal(`type Query {\n${fields}\n}`),
      'In line 6667, column 8: The SDL has more than 20000 tokens; the rest begins here. Make it shorter, or split the extension.',
    );
  });

  for (const [what, text] of [
    ['types', `type Query { f: ${'['.repeat(20_000)}Int${']'.repeat(20_000)} }`],
    ['default values', `type Query { f(a: A = ${'{ a: '.repeat(20_000)}1${' }'.repeat(20_000)}): Int }`],
    ['nothing at all', '{'.repeat(20_000)],
  ] as const) {
    it(`is refused when it nests 20,000 deep in ${what}`, () => {
      assert.match(
        refusal(text),
        /^In line 1, column \d+: Brackets stand in each other deeper than 64 here\. Write it flatter\.$/,
      );
    });
  }

  it('is refused when it nests 20,000 deep inside a set of fields', () => {
    const deep = `${'a { '.repeat(20_000)}id${' }'.repeat(20_000)}`;
    assert.match(
      refusal(`type Note @key(fields: "${deep}") { id: ID! }`),
      /^In line 1, column 11: "a { a { [^"]*" is not a set of fields\. Write names of fields, as in @key\(fields: "id owner { id }"\)\.$/,
    );
  });

  it('may hold brackets in its descriptions', () => {
    const wrapped = wrapSdl({
      extension: 'notes',
      sdl: `"${'Sad :( '.repeat(500)}" type Note { a: Int }\n# ${'({['.repeat(500)}\n${query}`,
      entities: [],
      grants: noGrants,
      repositoryFields: wholeRepository,
    });
    assert.equal(wrapped.kind, 'wrapped');
  });

  it('can have no text that reaches a log as more than one line', () => {
    const told = refusal('type Note @key(fields: "a\\u001b[2J\\u202e\\nb") { id: ID! }');
    assert.doesNotMatch(told, /[\p{Cc}\u202e]/u);
    assert.ok(told.length < 2_500);
  });
});
