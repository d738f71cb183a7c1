import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fixture } from '../support/guests.ts';
import { Hosted } from '../support/hosted.ts';

const repositories = ['r1', 'r2'].map((id) => ({
  id,
  slug: `slug-${id}`,
  groupId: null,
  fullPath: `group/slug-${id}`,
  isRemote: false,
  remoteUrl: null,
}));
const user = { id: 'u1', username: 'ada', displayName: 'Ada', email: null };

const entities =
  'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Note { title tags } ... on Repository { notes { id } } } }';

/** Operations in order, of which each sees what those before have stored. */
const corpus: readonly (readonly [query: string, variables?: Readonly<Record<string, unknown>>])[] = [
  ['{ notes { id } note(id: "1") { id } }'],
  [
    'mutation { addNote(note: { title: "first", stars: 3, weight: 0.5, done: true, tags: ["a", "b\\"☃"], repositoryId: "r1" }) { id title stars weight done tags repository { __typename id } } }',
  ],
  [
    'mutation { addNote(note: { title: "𝄞 \\u0000 \\"second\\"" }) { id title weight done tags repository { id } } }',
  ],
  ['mutation { addNote(note: { title: "third", weight: 50, repositoryId: "r2" }) { id weight } }'],
  [
    'mutation { a: addComment(noteId: 1, text: "one") { id text note { title } } b: addComment(noteId: 1, text: "two") { id } c: addComment(noteId: 2, text: "three") { id } }',
  ],
  [
    '{ notes { id title commentCount comments { id text note { id } } latest { text } last: comments(last: 1) { text } } }',
  ],
  [
    '{ notes(done: true) { id } rest: notes(done: false) { id } note(id: 3) { title } missing: note(id: 99) { title } }',
  ],
  ['{ scope onRepository: scope(repositoryId: "r2") unknown: scope(repositoryId: "r3") }'],
  ['{ fails notes { id } }'],
  ['mutation { addAndFail(title: "never") { id } }'],
  ['{ notes { id } }'],
  ['mutation { addComment(noteId: 99, text: "dangling") { id } }'],
  [
    entities,
    {
      r: [
        { __typename: 'Note', id: '3' },
        { __typename: 'Note', id: '99' },
        {
          __typename: 'Repository',
          id: 'r1',
          slug: 'slug-r1',
          path: 'p',
          isRemote: false,
          remoteUrl: null,
          group: null,
        },
        { __typename: 'Note', id: '1' },
        {
          __typename: 'Repository',
          id: 'r9',
          slug: 'slug-r9',
          path: 'p',
          isRemote: false,
          remoteUrl: null,
          group: null,
        },
      ],
    },
  ],
];

describe('one extension, written against each version of the interface', () => {
  let old: Hosted;
  let current: Hosted;

  before(async () => {
    const options = { repositories, user };
    old = await Hosted.start({ component: await fixture('notes-020'), ...options });
    current = await Hosted.start({ component: await fixture('notes-030', '0.3.0'), ...options });
  });
  after(async () => {
    await old[Symbol.asyncDispose]();
    await current[Symbol.asyncDispose]();
  });

  it('is told apart by the component itself', () => {
    assert.equal(old.host.info.abiVersion, '0.2.0');
    assert.equal(current.host.info.abiVersion, '0.3.0');
  });

  for (const [query, variables] of corpus) {
    it(`answers alike: ${query.slice(0, 100)}`, async () => {
      const expected = await old.query(query, variables);
      assert.deepEqual(await current.query(query, variables), expected);
      assert.equal(expected.status, 200);
    });
  }

  it('has answered with what it was given', async () => {
    assert.deepEqual(
      await current.data(
        '{ notes { id title stars weight done tags commentCount repository { id } latest { id } } }',
      ),
      {
        notes: [
          {
            id: '1',
            title: 'first',
            stars: 3,
            weight: 0.5,
            done: true,
            tags: ['a', 'b"☃'],
            commentCount: 2,
            repository: { id: 'r1' },
            latest: { id: '2' },
          },
          {
            id: '2',
            title: '𝄞 \u0000 "second"',
            stars: 0,
            weight: null,
            done: false,
            tags: [],
            commentCount: 1,
            repository: null,
            latest: { id: '3' },
          },
          {
            id: '3',
            title: 'third',
            stars: 0,
            weight: 50,
            done: false,
            tags: [],
            commentCount: 0,
            repository: { id: 'r2' },
            latest: null,
          },
        ],
      },
    );
  });
});
