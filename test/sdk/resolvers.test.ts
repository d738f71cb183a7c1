import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LoadOptions, TestExtension } from '../../sdk/testing/index.ts';
import { loaded } from './built.ts';

const shelf = (options?: LoadOptions): Promise<TestExtension> =>
  loaded('test/fixtures/sdk-shelf', 'sdk-shelf', options);

describe('resolvers of the SDK', () => {
  it('answer with rows whose columns are fields, objects and JSON', async () => {
    await using extension = await shelf();
    assert.deepEqual(await extension.data('{ books { id title pages tags shelf { name place } } }'), {
      books: [
        { id: '1', title: 'Emma', pages: 400, tags: ['novel'], shelf: { name: 'A', place: null } },
        { id: '2', title: 'Walden', pages: null, tags: [], shelf: { name: 'A', place: null } },
        { id: '3', title: 'Faust', pages: 200, tags: [], shelf: null },
      ],
    });
  });

  it('read rows in the shape in which they are answered', async () => {
    await using extension = await shelf();
    const { read } = await extension.data<{ read: string }>('{ read }');
    assert.deepEqual(JSON.parse(read)[0], {
      id: 1,
      title: 'Emma',
      pages: 400,
      tags: ['novel'],
      shelf: { name: 'A', place: null },
    });
    assert.equal(JSON.parse(read)[2].shelf, null);
  });

  it('get values that JSON cannot hold without loss, and store them so', async () => {
    await using extension = await shelf();
    assert.deepEqual(await extension.data('{ escaped }'), {
      escaped: 'bigint 9007199254740993 -7 0,255,16 50 Infinity',
    });
    assert.deepEqual(await extension.data('mutation { store }'), {
      store: "integer 9007199254740993,blob X'00FF',integer 1,real 9.0e+999,real 0.5,null NULL",
    });
  });

  it('take values, lists, pieces and names as parameters', async () => {
    await using extension = await shelf();
    assert.deepEqual(
      await extension.data(`{
        all: found(ids: ["1", "2", "9"]) { id }
        thick: found(ids: ["1", "2"], minimum: 300) { id }
        named(title: "Faust'; --") { id }
        faust: named(title: "Faust") { id }
      }`),
      { all: [{ id: '1' }, { id: '2' }], thick: [{ id: '1' }], named: null, faust: { id: '3' } },
    );
  });

  it('answer many objects in one call, whichever way they are written', async () => {
    await using extension = await shelf();
    for (const [field, values] of [
      ['letters', [4, 6, 5]],
      ['next { id }', [{ id: '2' }, { id: '3' }, null]],
      ['neighbours { id }', [[{ id: '1' }, { id: '2' }], [{ id: '1' }, { id: '2' }], [{ id: '3' }]]],
    ] as const) {
      const { data, calls, errors } = await extension.graphql<{ books: object[] }>(`{ books { ${field} } }`);
      assert.deepEqual(errors, []);
      assert.equal(calls, 2);
      assert.deepEqual(
        data?.books.map((book) => Object.values(book)[0]),
        values,
      );
    }
  });

  it('fail for one object and no other, with a code and details', async () => {
    await using extension = await shelf();
    const { data, errors } = await extension.graphql('{ books { density(unit: 100) } }');
    assert.deepEqual(data, { books: [{ density: 4 }, { density: null }, { density: 2 }] });
    assert.deepEqual(
      errors.map(({ message, path, extensions }) => ({ message, path, extensions })),
      [
        {
          message: 'Walden has no pages.',
          path: ['books', 1, 'density'],
          extensions: { code: 'NO_PAGES', details: { book: 2 }, extension: 'sdk-shelf' },
        },
      ],
    );
  });

  it('know who asks, the configuration, the time and random numbers', async () => {
    const options = {
      now: '2026-01-31T09:30:00Z',
      config: { greeting: 'hi' },
      user: { id: 'u', username: 'ada' },
    };
    await using extension = await shelf(options);
    assert.deepEqual(await extension.data('{ whoAsks now }'), {
      whoAsks: 'hi ada in user',
      now: '2026-01-31T09:30:00.000Z',
    });
    extension.clock.advance(90_000);
    assert.deepEqual(await extension.data('{ whoAsks now }', { user: null }), {
      whoAsks: 'hi nobody in global',
      now: '2026-01-31T09:31:30.000Z',
    });
    const { random } = await extension.data<{ random: string }>('{ random }');
    await using again = await shelf(options);
    assert.deepEqual(await again.data('{ random }'), { random });
    await using other = await shelf({ ...options, seed: 2 });
    assert.notDeepEqual(await other.data('{ random }'), { random });
  });

  it('look entities up by their keys', async () => {
    await using extension = await shelf();
    const { data, errors } = await extension.entities(
      ['1', '2'].map((id) => ({ __typename: 'Book', id })),
      'title',
    );
    assert.deepEqual(data, [{ title: 'Emma' }, null]);
    assert.equal(errors[0]?.extensions?.['code'], 'ENTITY_NOT_FOUND');
  });
});

describe('statements of the SDK', () => {
  it('run in their order, though rows are fetched when they are answered', async () => {
    await using extension = await shelf();
    assert.deepEqual(await extension.data('mutation { titlesBefore(title: "Ilias") { title } }'), {
      titlesBefore: [{ title: 'Emma' }, { title: 'Walden' }, { title: 'Faust' }],
    });
    assert.deepEqual(await extension.data('mutation { renameUnread(id: "1", title: "Emma II") }'), {
      renameUnread: 'Emma II',
    });
  });

  it('are undone together in a transaction that fails, and nothing else is', async () => {
    await using extension = await shelf();
    assert.deepEqual(await extension.data('mutation { partly(titles: ["Ilias", "Emma"]) }'), { partly: 5 });
  });

  it('are carried out for each of many or for none', async () => {
    await using extension = await shelf();
    assert.deepEqual(await extension.data('mutation { addBooks(titles: ["a", "b"]) }'), { addBooks: 2 });
    const { errors } = await extension.graphql('mutation { addBooks(titles: ["c", "a"]) }');
    assert.equal(errors.length, 1);
    assert.deepEqual(await extension.data('{ named(title: "c") { id } }'), { named: null });
  });

  it('can be caught by the code of SQLite', async () => {
    await using extension = await shelf();
    const { errors } = await extension.graphql('{ refused }');
    assert.equal(errors[0]?.extensions?.['code'], 'NO_TABLE');
    assert.deepEqual(errors[0].extensions['details'], { statement: 'SELECT * FROM nowhere' });
  });
});

describe('a mistake of the author', () => {
  for (const [what, query, said] of [
    [
      'a parameter that is undefined',
      '{ undefinedParameter }',
      /Parameter 1 of "SELECT \? AS a" is undefined.*Write null/,
    ],
    [
      'a resolver that is async',
      '{ promised }',
      /Query.promised threw MisuseError: It gave a promise.*without async and await/,
    ],
    [
      'too few values',
      '{ books { tooFew } }',
      /Book.tooFew threw MisuseError: It gave 1 values for 3 objects. Give one for each/,
    ],
    [
      'a field in no answer',
      '{ books { forgotten } }',
      /no "forgotten".*Add a column "forgotten" to the SELECT/,
    ],
    [
      'rows that are read too late',
      'mutation { readTooLate(title: "x") }',
      /read it before the next statement/,
    ],
  ] as const) {
    it(`is told in the log with what to write, and to nobody else: ${what}`, async () => {
      await using extension = await shelf();
      const { errors, logs } = await extension.graphql(query);
      assert.match(errors[0]?.message ?? '', /failed inside the extension; its log says why\.$/);
      assert.equal(errors[0]?.extensions?.['code'], 'EXTENSION_ERROR');
      assert.match(logs.map(({ message }) => message).join('\n'), said);
    });
  }

  it('is told with the place in its own file', async () => {
    await using extension = await shelf();
    await assert.rejects(
      extension.data('{ bug }'),
      /logged error: Query.bug threw TypeError[^]*sdk-shelf\/extension\.ts:\d+/,
    );
    assert.deepEqual(await extension.data('{ book(id: "1") { id } }'), { book: { id: '1' } });
  });

  it('in the configuration is refused before anything is called', async () => {
    await assert.rejects(shelf({ config: { greetings: 'hi' } }), /"\/greetings".*does not know this key/);
    await assert.rejects(shelf({ config: { refuse: true } }), /The library is closed\./);
  });
});

describe('an extension in a test', () => {
  it('keeps its data and loses its memory when it is restarted', async () => {
    await using extension = await shelf();
    await extension.data('mutation { addBooks(titles: ["a"]) }');
    extension.restart();
    assert.deepEqual(await extension.data('{ named(title: "a") { id } }'), { named: { id: '4' } });
    assert.equal(extension.logs.filter(({ message }) => message === 'init').length, 2);
  });

  it('uses fuel that is counted and can be bounded', async () => {
    await using extension = await shelf();
    const { fuel } = await extension.graphql('{ books { id } }');
    assert.ok(fuel > 1_000);
    await using bounded = await shelf({ fuelPerCall: 1_000 });
    const { errors } = await bounded.graphql('{ books { id } }');
    assert.equal(errors[0]?.extensions?.['code'], 'EXTENSION_FUEL_EXHAUSTED');
  });
});
