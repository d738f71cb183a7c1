import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fixture } from '../support/guests.ts';
import { Gateway } from '../support/gateway.ts';
import { logs, messages, put } from './support/extension-files.ts';

describe('settings of an extension that change while it is served', () => {
  it('are a swap like a new file; what cannot be used changes nothing', async () => {
    await using gateway = await Gateway.start({
      extensions: { demo: await fixture('configurable') },
      config: { extensions: { demo: { config: { address: 'https://a.example' } } } },
    });
    const file = join(gateway.dir, 'forge.config.json');
    const set = (settings: object): Promise<void> =>
      writeFile(file, JSON.stringify({ extensions: { demo: settings } }));
    const told = async (): Promise<unknown> =>
      (
        JSON.parse((await gateway.data<{ configuration: string }>('{ configuration }')).configuration) as {
          address: unknown;
        }
      ).address;
    assert.equal(await told(), 'https://a.example');

    await logs(gateway, messages.replaced, () => set({ config: { address: 'https://b.example' } }));
    assert.equal(await told(), 'https://b.example');

    const line = await logs(gateway, 'the configuration cannot be used; the one before stays', () =>
      writeFile(file, '{ "extensions": '),
    );
    assert.equal(line['code'], 'CONFIG_INVALID');
    assert.equal(await told(), 'https://b.example');

    await logs(gateway, messages.refused, () =>
      set({
        config: { address: 'https://c.example' },
        permissions: { log: false, clock: false, random: false, database: false },
      }),
    );
    assert.equal(await told(), 'https://b.example');

    await logs(gateway, messages.replaced, () =>
      set({ config: { address: 'https://c.example' }, memoryMb: 32 }),
    );
    assert.equal(await told(), 'https://c.example');

    await logs(gateway, messages.removed, () => set({ enabled: false }));
    const { errors } = await gateway.query('{ configuration }');
    assert.match(errors?.[0]?.message ?? '', /Cannot query field/);
  });
});

describe('settings that hold until the gateway ends', () => {
  it('are warned of once for each change, with their names, and have no effect', async () => {
    await using gateway = await Gateway.start({ config: { callTimeoutMs: 1_000 } });
    const file = join(gateway.dir, 'forge.config.json');
    const message = 'a changed setting has no effect';
    const warned = () => gateway.program.log.lines.filter(({ msg }) => msg === message);
    const set = (settings: object) => () => writeFile(file, JSON.stringify(settings));
    const line = await logs(gateway, message, set({ callTimeoutMs: 2_000, maxDepth: 5 }));
    assert.deepEqual([line['level'], line['code']], ['warn', 'CONFIG_NEEDS_RESTART']);
    assert.match(
      String(line['reason']),
      /changed in "callTimeoutMs", "maxDepth", which are read at the start/,
    );

    // What is looked at once more is not told once more: the warning of the unusable file comes after such a look.
    await logs(gateway, 'the configuration cannot be used; the one before stays', async () => {
      await logs(gateway, message, set({ callTimeoutMs: 3_000, maxDepth: 5, breakingChanges: 'off' }));
      await writeFile(file, JSON.stringify({ breakingChanges: 'safe', callTimeoutMs: 3_000, maxDepth: 5 }));
      await put(gateway, 'demo', readFileSync(await fixture('misbehaves-as-configured')));
      await gateway.pidOf('demo');
      await writeFile(file, '{');
    });
    assert.equal(warned().length, 2);

    // The way back is no change that needs anything; the way there again is.
    await logs(gateway, messages.removed, async () => {
      await set({ callTimeoutMs: 1_000, extensions: { demo: { enabled: false } } })();
    });
    assert.equal(warned().length, 2);
    await logs(gateway, message, set({ callTimeoutMs: 3_000 }));
    assert.deepEqual(await gateway.query('{ a: __typename }'), { status: 200, data: { a: 'Query' } });
  });
});
