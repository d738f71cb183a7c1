import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RunningFleet } from '../fleet/support/running-fleet.ts';
import { Clients, right, type Way } from './support/clients.ts';
import { Load } from './support/load.ts';

const ways: readonly (Way & { readonly perSecond: number })[] = [
  { connection: 'kept', body: 'whole', perSecond: 40 },
  { connection: 'new', body: 'whole', perSecond: 20 },
  { connection: 'kept', body: 'slow', perSecond: 5 },
];

describe('the processes that serve clients', () => {
  for (const workers of [1, 2]) {
    it(`replace each other under load without a failed request, ${workers} at a time`, async () => {
      await using running = await RunningFleet.start(workers);
      await running.fleet.serve(running.generation(1));
      using clients = new Clients(running.url);
      await using load = new Load();
      const outcomes = ways.map(({ perSecond, ...way }) =>
        load.every(perSecond, async () =>
          assert.deepEqual(right(await clients.ask('{ getAllGroups { slug } }', way)), { getAllGroups: [] }),
        ),
      );
      for (let id = 2; id <= 5; id += 1) await running.fleet.serve(running.generation(id));
      await load.stop();
      for (const { answered, failures } of outcomes) {
        assert.deepEqual(failures, []);
        assert.ok(answered > 0);
      }
    });
  }
});
