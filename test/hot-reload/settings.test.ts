import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fixture } from '../support/guests.ts';
import { Gateway } from '../support/gateway.ts';
import { logs, messages } from './support/extension-files.ts';

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
