import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Operator } from '../operator/support/operator.ts';
import { Gateway } from '../support/gateway.ts';
import { fixture } from '../support/guests.ts';

/** Longer than a new version takes to start, and than mutations may be kept waiting; milliseconds. */
const spinMs = 30_000;

it('a new version for which mutations would wait too long is refused; what runs goes on with them', async () => {
  await using gateway = await Gateway.start({
    extensions: { demo: await fixture('misbehaves-on-demand') },
    config: {
      requestTimeoutMs: spinMs * 2,
      extensions: { demo: { callTimeoutMs: spinMs, fuelPerCall: 1_000_000_000_000_000 } },
    },
  });
  const operator = await Operator.of(gateway);
  const { json: old } = await operator.get('/v1/extensions/demo');
  // It holds the database's lock until its time is up, so the new version may not write.
  const spinning = gateway.query('mutation { writeThenSpin(name: "lost") { id } }');
  const guestIsCalled = gateway.query('{ __typename }');
  await guestIsCalled;
  const { status, json } = await operator.order('demo', 'reload');
  assert.deepEqual([status, json.error.code, json.error.extension], [422, 'EXTENSION_SWAP_TOO_SLOW', 'demo']);
  assert.match(json.error.message, /more than 5000 ms\. Nothing of the new version was stored/);

  assert.match(JSON.stringify((await spinning).errors), /EXTENSION_TIMEOUT|DEADLINE|FUEL/);
  const { write } = await gateway.data<{ write: { name: string } }>(
    'mutation { write(name: "kept") { name } }',
  );
  assert.equal(write.name, 'kept');
  assert.deepEqual(await gateway.data('{ items { name } }'), { items: [{ name: 'kept' }] });
  const { json: shown } = await operator.get('/v1/extensions/demo');
  assert.deepEqual(
    [shown.state, shown.pid, shown.replacement.code],
    ['ready', old.pid, 'EXTENSION_SWAP_TOO_SLOW'],
  );

  // What was refused for the moment is taken when it is asked for again.
  const again = await operator.order('demo', 'reload');
  assert.deepEqual([again.status, again.json.replacement], [200, null]);
  assert.notEqual(again.json.pid, old.pid);
});
