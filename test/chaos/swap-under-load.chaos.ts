import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RunningFleet } from '../fleet/support/running-fleet.ts';
import { Load } from './support/load.ts';

describe('the processes that serve clients', () => {
  it('replace each other under load without a failed request', async () => {
    await using running = await RunningFleet.start();
    await running.fleet.serve(running.generation(1));
    const load = new Load(running.url);
    load.start({ clients: 12, newcomers: 3, slow: 3 });
    for (let id = 2; id <= 7; id += 1) await running.fleet.serve(running.generation(id));
    const { answered, failures } = await load.stop();
    assert.deepEqual(failures, []);
    assert.ok(answered > 100, `only ${answered} requests were answered`);
  });

  it('serve side by side when there are several', async () => {
    await using running = await RunningFleet.start(2);
    await running.fleet.serve(running.generation(1));
    const load = new Load(running.url);
    load.start({ clients: 8, newcomers: 2, slow: 2 });
    for (let id = 2; id <= 4; id += 1) await running.fleet.serve(running.generation(id));
    const { failures } = await load.stop();
    assert.deepEqual(failures, []);
  });
});
