import { describe, it } from 'node:test';
import { logs, messages, put } from '../hot-reload/support/extension-files.ts';
import { Versions } from '../hot-reload/support/versions.ts';
import { Gateway } from '../support/gateway.ts';
import { Random } from '../support/random.ts';
import { Clients } from './support/clients.ts';
import { killHost, recovered } from './support/kill-host.ts';
import { Ledger } from './support/ledger.ts';
import { addNote, storedNotes } from './support/notes.ts';
import { scale } from './support/scale.ts';

const kills = scale(10, 200);
const writers = 4;
/** Acknowledged between two kills, at most. */
const maxWrites = 12;

describe('an extension whose process is killed while it writes', () => {
  it('keeps every acknowledged mutation, and its database whole', async (t) => {
    const random = new Random();
    const versions = await Versions.build();
    await using gateway = await Gateway.start({ env: { FORGE_LOG_LEVEL: 'info' } });
    await logs(gateway, messages.composed, () => put(gateway, 'notes', versions.component(1)));
    using clients = new Clients(gateway.url);
    const notes = new Ledger('note');
    let killed = 0;
    let due = 1;
    const write = async (): Promise<void> => {
      while (killed < kills) {
        await notes.write((text) => clients.ask(addNote(text)));
        if (notes.acknowledged.length < due || killed === kills) continue;
        killed += 1;
        due = Number.POSITIVE_INFINITY;
        await killHost(gateway, 'notes');
        await recovered();
        due = notes.acknowledged.length + 1 + random.below(maxWrites);
      }
    };
    await Promise.all(Array.from({ length: writers }, write));
    notes.assertKept(storedNotes(gateway.dir));
    t.diagnostic(
      `${kills} kills, ${notes.acknowledged.length} writes acknowledged, others ${JSON.stringify(notes.codes)}; ` +
        `seed ${random.seed}`,
    );
  });
});
