import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { graphql } from 'graphql';
import { noGrants } from '@forgepoint/common/extension-grants.ts';
import { wholeRepository, type RepositoryField } from '@forgepoint/common/schema/repository-record.ts';
import { buildExecutableSchema } from '../../subgraph-host/schema/executable.ts';
import type { SubgraphPlan } from '../../subgraph-host/schema/plan.ts';
import type { RequestContext } from '../../subgraph-host/schema/request-context.ts';
import { wrapSdl, type WrapInput } from '../../subgraph-host/schema/wrap/wrap-sdl.ts';

function planOf(
  sdl: string,
  entities: WrapInput['entities'] = [],
  repositoryFields: readonly RepositoryField[] = wholeRepository,
): SubgraphPlan {
  const wrapped = wrapSdl({ extension: 'notes', sdl, entities, grants: noGrants, repositoryFields });
  assert.equal(wrapped.kind, 'wrapped');
  return wrapped.plan;
}

const sdl = `
  type Note { id: ID! }
  type Draft { id: ID! }
  type Range { from: Int }
  interface Media @key(fields: "id") { id: ID! }
  type Book implements Media { id: ID! author: Author }
  extend type Repository { notes: [Note!] }
  type Query { getNote(id: ID!): Note drafts: [Draft!] range: Range }
`;

describe('how a wrapped schema answers for entities', () => {
  it('asks the root field that looks one up, and gives back the representation of what others own', () => {
    assert.deepEqual(
      planOf(sdl).entities,
      new Map([
        ['Note', { kind: 'root-field', field: 'getNote', argument: 'id' }],
        ['Repository', { kind: 'stub' }],
      ]),
    );
  });

  it('asks the guest for all of its own when it has the capability', () => {
    assert.deepEqual(
      planOf(sdl, 'every').entities,
      new Map([
        ['Note', { kind: 'reference', abstract: false }],
        ['Draft', { kind: 'reference', abstract: false }],
        ['Media', { kind: 'reference', abstract: true }],
        ['Book', { kind: 'reference', abstract: false }],
        ['Repository', { kind: 'stub' }],
      ]),
    );
  });
});

describe('a field on a repository', () => {
  const field = 'extend type Repository { notes: String }';

  it('requires what the interface of the guest promises', () => {
    assert.match(
      planOf(field, [], ['slug', 'group']).sdl,
      /slug: String! @external\n {2}group: Group @external\n {2}notes: String @requires\(fields: "slug group \{ id \}"\)/,
    );
  });

  it('requires nothing but the id when that promises nothing, so that core is not asked', () => {
    assert.match(
      planOf(field, [], []).sdl,
      /extend type Repository @key\(fields: "id"\) \{\n {2}id: ID!\n {2}notes: String\n\}/,
    );
  });

  it('may require some of the record by itself', () => {
    const own = 'extend type Repository { notes: String @requires(fields: "path") }';
    assert.match(
      planOf(own, [], []).sdl,
      /path: String! @external\n {2}notes: String @requires\(fields: "path"\)/,
    );
  });
});

describe('an entity that is known by its interface only', () => {
  it('is of the type that the guest says it is', async () => {
    const asked: (readonly string[])[] = [];
    const context: RequestContext = {
      requestId: 'r',
      user: null,
      repositories: {},
      caller: {
        entity: (typeName, { json }) => {
          asked.push([typeName, json]);
          return Promise.resolve({ kind: 'value', value: { __typename: 'Book', id: '1' } });
        },
        field: () => assert.fail('no field is asked'),
        root: () => assert.fail('no root field is asked'),
        write: () => assert.fail('nothing is written'),
      },
    };
    const { data, errors } = await graphql({
      schema: buildExecutableSchema('notes', planOf(sdl, 'every')),
      source: `query ($of: [_Any!]!) { _entities(representations: $of) { __typename ... on Media { id } } }`,
      variableValues: { of: [{ __typename: 'Media', id: '1' }] },
      contextValue: context,
    });
    assert.equal(errors, undefined);
    assert.deepEqual(structuredClone(data), { _entities: [{ __typename: 'Book', id: '1' }] });
    assert.deepEqual(asked, [['Media', '{"__typename":"Media","id":"1"}']]);
  });
});
