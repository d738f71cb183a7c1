import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { logs, messages, put, replace } from '../hot-reload/support/extension-files.ts';
import { Versions } from '../hot-reload/support/versions.ts';
import { Gateway } from '../support/gateway.ts';
import { Clients, right } from './support/clients.ts';
import { Ledger } from './support/ledger.ts';
import { Load } from './support/load.ts';
import { addNote, readVersion, storedNotes } from './support/notes.ts';
import { scale } from './support/scale.ts';

const replacements = scale(5, 200);

describe('an extension that is replaced again and again under load, each time with code, schema and migration', () => {
  it('fails no request, answers none wrongly and loses nothing that it has acknowledged', async (t) => {
    const versions = await Versions.build();
    await using gateway = await Gateway.start({ env: { FORGE_LOG_LEVEL: 'info' } });
    await logs(gateway, messages.composed, () => put(gateway, 'notes', versions.component(1)));
    using clients = new Clients(gateway.url);
    await using load = new Load();
    const [whole, slow] = [new Ledger('note'), new Ledger('slow note')];
    const outcomes = [
      load.every(20, () => readVersion(clients)),
      load.every(10, () => readVersion(clients, { connection: 'new' })),
      load.every(5, () => readVersion(clients, { body: 'slow' })),
      load.every(5, () => readVersion(clients, { connection: 'new', body: 'slow' })),
      load.every(10, () => whole.write(async (text) => acknowledged(text, clients.ask(addNote(text))))),
      load.every(2, () =>
        slow.write(async (text) => acknowledged(text, clients.ask(addNote(text), { body: 'slow' }))),
      ),
    ];
    for (let number = 2; number <= replacements + 1; number += 1) {
      await replace(gateway, 'notes', versions.component(number));
      const version = await readVersion(clients);
      assert.ok(version === number || version === number - 1, `${version} answers instead of ${number}`);
    }
    await load.stop();
    assert.deepEqual(
      outcomes.flatMap(({ failures }) => failures),
      [],
    );
    for (const { answered } of outcomes) assert.ok(answered >= replacements, `only ${answered} are answered`);
    const stored = storedNotes(gateway.dir);
    for (const ledger of [whole, slow]) {
      assert.deepEqual([ledger.unknown, ledger.refused], [[], []]);
      ledger.assertKept(stored);
    }
    const migrated = stored.filter((text) => text.startsWith('migrated '));
    assert.equal(new Set(migrated).size, replacements + 1);
    assert.equal(migrated.length, replacements + 1);
    const answered = outcomes.reduce((sum, outcome) => sum + outcome.answered, 0);
    const slowest = Math.max(...outcomes.map(({ slowestMs }) => slowestMs));
    t.diagnostic(
      `${replacements} replacements, ${answered} answers, slowest ${slowest.toFixed(0)} ms with a body of 1 s`,
    );
  });
});

async function acknowledged(text: string, asked: ReturnType<Clients['ask']>): ReturnType<Clients['ask']> {
  const answer = await asked;
  assert.equal(right(answer)['addNote'], text);
  return answer;
}
