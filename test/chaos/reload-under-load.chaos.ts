import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { logs, messages, put, replace } from '../hot-reload/support/extension-files.ts';
import { Versions } from '../hot-reload/support/versions.ts';
import { Gateway } from '../support/gateway.ts';
import { ForgeLoad } from './support/forge-load.ts';

const replacements = Number(process.env['FORGE_TEST_REPLACEMENTS'] ?? 8);

describe('an extension that is replaced again and again under load, each time with code, schema and migration', () => {
  it('fails no request, answers none wrongly and loses nothing that it has acknowledged', async () => {
    const versions = await Versions.build();
    await using gateway = await Gateway.start({ env: { FORGE_LOG_LEVEL: 'info' } });
    await logs(gateway, messages.composed, () => put(gateway, 'notes', versions.component(1)));
    const load = new ForgeLoad(gateway.url);
    load.start({ readers: 3, writers: 2, newcomers: 1 });
    for (let number = 2; number <= replacements + 1; number += 1) {
      await replace(gateway, 'notes', versions.component(number));
      const { version } = await gateway.data<{ version: string }>('{ version }');
      assert.equal(Number(version), number);
    }
    const { answered, failures, acknowledged } = await load.stop();
    assert.deepEqual(failures, []);
    assert.ok(answered > replacements, `only ${answered} requests were answered`);
    const { notes } = await gateway.data<{ notes: { text: string }[] }>('{ notes { text } }');
    const stored = notes.map(({ text }) => text);
    assert.deepEqual(stored.filter((text) => text.startsWith('note ')).toSorted(), acknowledged.toSorted());
    const migrated = stored.filter((text) => text.startsWith('migrated '));
    assert.equal(new Set(migrated).size, replacements + 1);
    assert.equal(migrated.length, replacements + 1);
  });
});
